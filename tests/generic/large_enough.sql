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
        as_of_date,
        segment_id,
        customers,
    from {{ model }}
    where as_of_date = (select max(as_of_date) from {{ model }})
),

sized as (
    select
        segments.segment_id,
        segments.entity,
        segments.scheme,
        coalesce(latest.customers, 0) as customers,
        sum(latest.customers) over of_scheme as scheme_customers,
        max(latest.as_of_date) over of_scheme as as_of_date,
    from {{ ref('dim_segments') }} as segments
    left join latest on segments.segment_id = latest.segment_id
    where
        segments.is_learnt = {{ is_learnt }}
        and (segments.is_learnt or latest.customers > 0)
    window of_scheme as (partition by segments.entity, segments.scheme)
)

select
    *,
    'scheme ' || scheme || ' of the entity ' || entity || ': segment ' || segment_id
    || ' has ' || customers || ' of ' || scheme_customers || ' members on '
    || as_of_date || '; the least is
    {%- if minimum_size %} {{ minimum_size }} (var min_segment_size)
    {%- else %} a share of {{ minimum_share }} (var min_segment_share)
    {%- endif %}. ' ||
    {%- if is_learnt %}
        'Lower the var max_k, build with STRATA_RETRAIN_PERIODS=0 to learn as of '
        || 'the scoring date, or lower that bound.'
    {%- else %}
        'Change the rules of the scheme, or lower that bound.'
    {%- endif %} as message,
from sized
where
    scheme_customers >= 10 * {{ var('min_segment_size') }}
    and (
        customers < {{ minimum_size }}
        or customers / scheme_customers < {{ minimum_share }}
    )

{% endtest %}
