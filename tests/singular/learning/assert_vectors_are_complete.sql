-- At the scoring date every vector has a finite number for every feature with
-- weight for its use. A sum is finite only if all its terms are. It ignores
-- nulls, which the count detects.
{% set uses = reference_rows(
    [ref('entity_uses')],
    "select entity, use from " ~ ref('entity_uses') ~ " order by all"
) -%}
{% set relations = {
    'customer': ref('int_customer_vectors'), 'lead': ref('int_lead_vectors'),
} -%}
with

scoring_date as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where is_scoring_date
),

-- One use at a time, so that the date filter reaches the scan and vectors of
-- other dates are not computed.
vectors as (
    {% for entity, use in uses %}
        select
            '{{ entity }}' as entity,
            vectors.use,
            vectors.{{ entity }}_id as entity_id,
            vectors.vector,
        from {{ relations[entity] }} as vectors
        inner join scoring_date
            on vectors.as_of_date = scoring_date.as_of_date
        where vectors.use = '{{ use }}'
        {{ "union all" if not loop.last }}
    {% endfor %}
),

expected as (
    select
        entity,
        use,
        count(*) as features,
    from {{ ref('int_feature_uses') }}
    group by entity, use
)

select
    vectors.entity,
    vectors.use,
    vectors.entity_id,
    vectors.vector,
from vectors
left join expected
    on
        vectors.entity = expected.entity
        and vectors.use = expected.use
where
    len(vectors.vector) is distinct from expected.features
    or list_count(vectors.vector) is distinct from expected.features
    or not isfinite(list_sum(vectors.vector))
