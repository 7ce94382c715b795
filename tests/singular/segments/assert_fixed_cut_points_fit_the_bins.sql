-- With fixed cut points, every metric has one row for every bin, and bounds
-- that rise with the score (fall, for recency).
with

cut_points as (
    select
        metric,
        score,
        lower_bound,
        lag(lower_bound) over (
            partition by metric
            order by case when metric = 'recency' then -score else score end
        ) as bound_before,
    from {{ ref('rfm_fixed_cut_points') }}
),

expected as (
    select
        metrics.metric,
        scores.score,
    from (values ('recency'), ('frequency'), ('monetary')) as metrics (metric)
    cross join range(1, {{ var('rfm_bins') }} + 1) as scores (score)
)

select *
from expected
full join cut_points
    on
        expected.metric = cut_points.metric
        and expected.score = cut_points.score
where
    {{ text_of_var('rfm_cut_points') }} = 'fixed'
    and (
        expected.metric is null
        or cut_points.metric is null
        or cut_points.lower_bound <= cut_points.bound_before
    )
