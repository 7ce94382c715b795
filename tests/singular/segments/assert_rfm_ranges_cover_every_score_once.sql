-- Each pair of fifths has exactly one segment, whatever the number of bins.
with

fifths as (
    select
        recency.fifth as recency_fifth,
        frequency_monetary.fifth as frequency_monetary_fifth,
    from range(1, 6) as recency (fifth)
    cross join range(1, 6) as frequency_monetary (fifth)
),

ranges as (
    select * from {{ ref('rfm_segment_ranges') }}
)

select
    fifths.recency_fifth,
    fifths.frequency_monetary_fifth,
    count(ranges.segment) as segments,
from fifths
left join ranges
    on
        fifths.recency_fifth >= ranges.recency_from
        and fifths.recency_fifth <= ranges.recency_to
        and fifths.frequency_monetary_fifth >= ranges.frequency_monetary_from
        and fifths.frequency_monetary_fifth <= ranges.frequency_monetary_to
group by fifths.recency_fifth, fifths.frequency_monetary_fifth
having count(ranges.segment) != 1
