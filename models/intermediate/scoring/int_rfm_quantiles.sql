{% set bins = var('rfm_bins') | int %}
with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where
        {{ is_due('as_of_date') }}
        and as_of_date = learning_date
),

metrics as (
    select
        metrics.as_of_date,
        metrics.recency,
        metrics.frequency,
        metrics.monetary,
    from {{ ref('int_customer_rfm_metrics') }} as metrics
    inner join dates on metrics.as_of_date = dates.as_of_date
    where metrics.frequency > 0
),

long as (
    unpivot metrics
    on recency, frequency, monetary
    into name metric value metric_value
),

quantiles as (
    select
        as_of_date,
        metric,
        quantile_cont(
            metric_value,
            [
                {%- for step in range(1, bins) -%}
                    {{ step / bins }}{{ ", " if not loop.last }}
                {%- endfor -%}
            ]
        ) as bounds,
    from long
    group by as_of_date, metric
)

select * from quantiles
