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
),

-- The name of a node is empty for all other relations.
temporaries as (
    select
        *,
        regexp_extract(name, '^(.+)__dbt_(tmp|backup)[0-9]*$', 1) as node_name,
    from relations
)

select format('{} "{}"."{}"', type, schema_name, name) as relation
from temporaries
where
    node_name != ''
    and list_contains(['{{ names | join("', '") }}'], node_name)
order by all
{% endmacro %}
