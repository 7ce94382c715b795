{#-
    Each column of a family's model, except the key, is a feature of that family
    in the catalogue. Other columns would not reach the wide feature table.
-#}
{% test features_are_catalogued(model, entity, family) %}

with

built as (
    select column_name as feature
    from information_schema.columns
    where
        table_schema = '{{ model.schema }}'
        and table_name = '{{ model.identifier }}'
        and table_catalog = current_database()
        and column_name not in ('{{ entity }}_id', 'as_of_date')
)

select
    built.feature,
    catalog.family as catalogued_family,
from built
left join {{ ref('feature_catalog') }} as catalog
    on
        catalog.entity = '{{ entity }}'
        and built.feature = catalog.feature
where catalog.family is distinct from '{{ family }}'

{% endtest %}
