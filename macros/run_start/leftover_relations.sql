{#- A query for the type and the name of each temporary relation of the nodes. -#}
{% macro leftover_relations(names) %}
with

relations as (
    select
        'table' as type,
        schema_name,
        table_name as name,
    from duckdb_tables()
    where database_name = current_database() and not temporary
    union all
    select
        'view' as type,
        schema_name,
        view_name as name,
    from duckdb_views()
    where database_name = current_database() and not temporary
)

select format('{} "{}"."{}"', type, schema_name, name) as relation
from relations
where
    list_contains(
        ['{{ names | join("', '") }}'],
        regexp_extract(name, '^(.+)__dbt_(tmp|backup)[0-9]*$', 1)
    )
order by all
{% endmacro %}
