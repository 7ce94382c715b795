{#-
    Segments of the latest date that have too few customers, or too small a share.
    Fewer than ten times min_segment_size customers make no segments worth judging.
-#}
{% test large_enough(model, is_learnt, minimum_size=0, minimum_share=0) %}

with

latest as (
    select *
    from {{ model }}
    where as_of_date = (select max(as_of_date) from {{ model }})
),

totals as (
    select
        scheme,
        sum(customers) as scheme_customers,
    from latest
    group by scheme
)

select
    latest.segment_id,
    latest.customers,
    latest.customer_share,
from latest
inner join totals on latest.scheme = totals.scheme
inner join {{ ref('dim_segments') }} as segments
    on latest.segment_id = segments.segment_id
where
    segments.is_learnt = {{ is_learnt }}
    and totals.scheme_customers >= 10 * {{ var('min_segment_size') }}
    and (
        latest.customers < {{ minimum_size }}
        or latest.customer_share < {{ minimum_share }}
    )

{% endtest %}
