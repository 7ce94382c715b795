{#-
    Every individual of a date has a segment of each scheme of its entity: there
    are as many segments as individuals. The unique test of
    int_<entity>_segments, which has one column per scheme, ensures that none
    has two.
-#}
{% test one_segment_per_scheme(model, entity, features) %}

with

expected as (
    select
        features.as_of_date,
        schemes.scheme,
        count(*) as entities,
    from {{ features }} as features
    cross join {{ ref('segment_schemes') }} as schemes
    where schemes.entity = '{{ entity }}'
    group by features.as_of_date, schemes.scheme
),

found as (
    select
        as_of_date,
        scheme,
        count(segment_id) as entities,
    from {{ model }}
    group by as_of_date, scheme
)

select
    coalesce(expected.as_of_date, found.as_of_date) as as_of_date,
    coalesce(expected.scheme, found.scheme) as scheme,
    expected.entities as expected_entities,
    found.entities,
from expected
full join found
    on
        expected.as_of_date = found.as_of_date
        and expected.scheme = found.scheme
where expected.entities is distinct from found.entities

{% endtest %}
