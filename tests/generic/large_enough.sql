{#-
    Segments of the latest date that have too few customers, or too small a share
    of the customers in segments of their kind: a prospect, whom no learnt segment
    can hold, does not count there. Fewer than ten times min_segment_size customers
    make no segments worth judging.
-#}
{% test large_enough(model, is_learnt, minimum_size=0, minimum_share=0) %}

with

latest as (
    select
        profiles.segment_id,
        profiles.scheme,
        profiles.customers,
        sum(profiles.customers) over (
            partition by profiles.scheme
        ) as scheme_customers,
    from {{ model }} as profiles
    inner join {{ ref('dim_segments') }} as segments
        on profiles.segment_id = segments.segment_id
    where
        profiles.as_of_date = (select max(as_of_date) from {{ model }})
        and segments.is_learnt = {{ is_learnt }}
)

select *
from latest
where
    scheme_customers >= 10 * {{ var('min_segment_size') }}
    and (
        customers < {{ minimum_size }}
        or customers / scheme_customers < {{ minimum_share }}
    )

{% endtest %}
