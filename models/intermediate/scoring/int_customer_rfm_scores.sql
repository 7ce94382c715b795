{% set bins = var('rfm_bins') | int %}
with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

metrics as (
    select metrics.*
    from {{ ref('int_customer_rfm_metrics') }} as metrics
    inner join dates on metrics.as_of_date = dates.as_of_date
),

fifths as (
    select unnest([1, 2, 3, 4, 5]) as fifth
),

-- The segments of the 25 pairs of fifths as a list, for lookup by position.
segment_grid as (
    select
        list(
            ranges.segment
            order by recency.fifth, frequency_monetary.fifth
        ) as segments,
    from fifths as recency
    cross join fifths as frequency_monetary
    inner join {{ ref('rfm_segment_ranges') }} as ranges
        on
            recency.fifth between ranges.recency_from and ranges.recency_to
            and frequency_monetary.fifth between ranges.frequency_monetary_from
            and ranges.frequency_monetary_to
),

-- Without learnt quantiles there are no bounds: all buyers are equal.
bounds as (
    select
        dates.as_of_date,
        {% for metric in ['recency', 'frequency', 'monetary'] %}
            coalesce(
                list(cut_points.lower_bound) filter (
                    where cut_points.metric = '{{ metric }}'
                ), []
            ) as {{ metric }}_bounds,
        {% endfor %}
    from dates
    left join {{ ref('int_rfm_cut_points') }} as cut_points
        on
            dates.as_of_date = cut_points.as_of_date
            and cut_points.lower_bound is not null
    group by dates.as_of_date
),

-- A score counts the bounds below the value: equal values, equal scores.
scores as (
    select
        metrics.*,
        case
            when metrics.has_ordered
                then {{ bins }} - len(
                    list_filter(
                        bounds.recency_bounds,
                        lambda bound: bound < metrics.recency
                    )
                )
        end as recency_score,
        {% for metric in ['frequency', 'monetary'] %}
            case
                when metrics.has_ordered
                    then 1 + len(
                        list_filter(
                            bounds.{{ metric }}_bounds,
                            lambda bound: bound < metrics.{{ metric }}
                        )
                    )
            end as {{ metric }}_score,
        {% endfor %}
    from metrics
    inner join bounds on metrics.as_of_date = bounds.as_of_date
),

-- Segments are defined in fifths, whatever the number of scores.
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
        in_fifths.customer_id,
        in_fifths.as_of_date,
        in_fifths.recency,
        in_fifths.frequency,
        in_fifths.monetary,
        in_fifths.recency_score,
        in_fifths.frequency_score,
        in_fifths.monetary_score,
        coalesce(
            segment_grid.segments[
                5 * in_fifths.recency_fifth
                + in_fifths.frequency_monetary_fifth - 5
            ],
            'prospect'
        ) as rfm_segment,
    from in_fifths
    cross join segment_grid
)

select * from segmented
