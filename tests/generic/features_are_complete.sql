{#-
    The columns of an entity's wide feature table are the key and the features
    of the catalogue, with the right types.
-#}
{% test features_are_complete(model, entity) %}

with

catalogued as (
    select
        catalog.feature,
        upper(replace(types.data_type, ', ', ',')) as data_type,
    from {{ ref('feature_catalog') }} as catalog
    inner join {{ ref('feature_types') }} as types
        on catalog.type = types.type
    where catalog.entity = '{{ entity }}'
),

built as (
    select
        column_name as feature,
        data_type,
    from information_schema.columns
    where
        table_schema = '{{ model.schema }}'
        and table_name = '{{ model.identifier }}'
        and table_catalog = current_database()
        and column_name not in ('{{ entity }}_id', 'as_of_date')
)

select
    coalesce(catalogued.feature, built.feature) as feature,
    catalogued.data_type as catalogued_type,
    built.data_type as built_type,
from catalogued
full join built on catalogued.feature = built.feature
where catalogued.data_type is distinct from built.data_type

{% endtest %}
