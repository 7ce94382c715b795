{#-
    Segments of the latest date with too few members, or too small a share of
    the members of segments of their kind; prospects, who are in no learnt
    segment, do not count there. A learnt segment without members has no profile
    and is too small. A rule segment may be empty. A scheme with fewer than ten
    times min_segment_size members is not judged.
-#}
{% test large_enough(model, is_learnt, minimum_size=0, minimum_share=0) %}

with

latest as (
    select
        segment_id,
        customers,
    from {{ model }}
    where as_of_date = (select max(as_of_date) from {{ model }})
),

sized as (
    select
        segments.segment_id,
        segments.scheme,
        coalesce(latest.customers, 0) as customers,
        sum(latest.customers) over (
            partition by segments.entity, segments.scheme
        ) as scheme_customers,
    from {{ ref('dim_segments') }} as segments
    left join latest on segments.segment_id = latest.segment_id
    where
        segments.is_learnt = {{ is_learnt }}
        and (segments.is_learnt or latest.customers > 0)
)

select *
from sized
where
    scheme_customers >= 10 * {{ var('min_segment_size') }}
    and (
        customers < {{ minimum_size }}
        or customers / scheme_customers < {{ minimum_share }}
    )

{% endtest %}
