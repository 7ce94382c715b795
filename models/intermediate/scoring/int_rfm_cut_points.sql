{% set bins = var('rfm_bins') | int %}
with

dates as (
    select
        as_of_date,
        learning_date,
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

fixed_cut_points as (
    select * from {{ ref('rfm_fixed_cut_points') }}
),

-- Cut points are kept until the next learning date, so that a change of scores
-- reflects a change of customers.
quantiles as (
    select
        dates.as_of_date,
        dates.learning_date as learnt_on,
        quantiles.metric,
        quantiles.bounds,
    from {{ ref('int_rfm_quantiles') }} as quantiles
    inner join dates on quantiles.as_of_date = dates.learning_date
),

steps as (
    select unnest({{ range(bins) | list }}) as step
),

-- Few days since the last order are good, so recency is scored in reverse.
learnt as (
    select
        quantiles.as_of_date,
        quantiles.metric,
        cast(
            case
                when quantiles.metric = 'recency' then {{ bins }} - steps.step
                else 1 + steps.step
            end as bigint
        ) as score,
        quantiles.bounds[steps.step] as lower_bound,
        'quantile' as origin,
        quantiles.learnt_on,
    from quantiles
    cross join steps
    where {{ text_of_var('rfm_cut_points') }} = 'quantile'
),

fixed as (
    select
        dates.as_of_date,
        fixed_cut_points.metric,
        fixed_cut_points.score,
        fixed_cut_points.lower_bound,
        'fixed' as origin,
        null as learnt_on,
    from fixed_cut_points
    cross join dates
    where {{ text_of_var('rfm_cut_points') }} = 'fixed'
),

cut_points as (
    select * from learnt
    union all
    select * from fixed
)

select * from cut_points
