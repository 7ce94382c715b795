{#-
    A vector has a finite number for every feature with weight for its use. A
    sum is finite only if all its terms are. It ignores nulls, which the count
    detects.
-#}
{% test vectors_are_complete(model, column_name='vector') %}

with

expected as (
    select
        entity,
        use,
        count(*) as features,
    from {{ ref('int_feature_uses') }}
    group by entity, use
)

select
    model.entity,
    model.use,
    model.{{ column_name }},
from {{ model }} as model
left join expected
    on
        model.entity = expected.entity
        and model.use = expected.use
where
    len(model.{{ column_name }}) is distinct from expected.features
    or list_count(model.{{ column_name }}) is distinct from expected.features
    or not coalesce(isfinite(list_sum(model.{{ column_name }})), false)

{% endtest %}
