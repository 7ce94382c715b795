{% set bins = var('rfm_bins') %}
with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

customers as (
    select
        features.customer_id,
        features.as_of_date,
    from {{ ref('fct_customer_features') }} as features
    inner join dates on features.as_of_date = dates.as_of_date
),

metrics as (
    select metrics.*
    from {{ ref('int_customer_rfm_metrics') }} as metrics
    inner join dates on metrics.as_of_date = dates.as_of_date
),

segment_ranges as (
    select * from {{ ref('rfm_segment_ranges') }}
),

bounds as (
    select
        cut_points.as_of_date,
        list(cut_points.lower_bound) filter (
            where cut_points.metric = 'recency'
        ) as recency,
        list(cut_points.lower_bound) filter (
            where cut_points.metric = 'frequency'
        ) as frequency,
        list(cut_points.lower_bound) filter (
            where cut_points.metric = 'monetary'
        ) as monetary,
    from {{ ref('dim_rfm_cut_points') }} as cut_points
    inner join dates on cut_points.as_of_date = dates.as_of_date
    where cut_points.lower_bound is not null
    group by cut_points.as_of_date
),

-- A score counts the bounds that lie below the value, so that equal values
-- have equal scores.
scores as (
    select
        metrics.customer_id,
        metrics.as_of_date,
        metrics.recency,
        metrics.frequency,
        metrics.monetary,
        {{ bins }} - len(
            list_filter(bounds.recency, lambda bound: bound < metrics.recency)
        ) as recency_score,
        1 + len(
            list_filter(
                bounds.frequency, lambda bound: bound < metrics.frequency
            )
        ) as frequency_score,
        1 + len(
            list_filter(bounds.monetary, lambda bound: bound < metrics.monetary)
        ) as monetary_score,
    from metrics
    inner join bounds on metrics.as_of_date = bounds.as_of_date
),

-- Segments are told in fifths, whatever the number of scores.
in_fifths as (
    select
        *,
        cast(ceil(recency_score * 5 / {{ bins }}) as integer) as recency_fifth,
        cast(
            ceil(
                (
                    ceil(frequency_score * 5 / {{ bins }})
                    + ceil(monetary_score * 5 / {{ bins }})
                ) / 2
            ) as integer
        ) as frequency_monetary_fifth,
    from scores
),

segmented as (
    select
        customers.customer_id,
        customers.as_of_date,
        in_fifths.recency,
        in_fifths.frequency,
        in_fifths.monetary,
        in_fifths.recency_score,
        in_fifths.frequency_score,
        in_fifths.monetary_score,
        coalesce(segment_ranges.segment, 'prospect') as rfm_segment,
    from customers
    left join in_fifths
        on
            customers.customer_id = in_fifths.customer_id
            and customers.as_of_date = in_fifths.as_of_date
    left join segment_ranges
        on
            in_fifths.recency_fifth >= segment_ranges.recency_from
            and in_fifths.recency_fifth <= segment_ranges.recency_to
            and in_fifths.frequency_monetary_fifth
            >= segment_ranges.frequency_monetary_from
            and in_fifths.frequency_monetary_fifth
            <= segment_ranges.frequency_monetary_to
)

select * from segmented
