{#-
    Python compares the contract, the files and the schema raw: see
    src/strata/landing.py.
-#}
{% macro landing_plan(contract, folder) %}
with

objects as (

    select
        table_name as raw_table,
        'table' as object_type,
        comment,
        estimated_size > 0 as is_filled,
    from duckdb_tables()
    where database_name = current_database() and schema_name = 'raw'

    union all

    select
        view_name as raw_table,
        'view' as object_type,
        comment,
        false as is_filled,
    from duckdb_views()
    where database_name = current_database() and schema_name = 'raw'

),

object_columns as (

    select
        table_name as raw_table,
        list(lower(column_name) order by column_index) as columns,
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'raw'
    group by all

),

described as (

    select coalesce(to_json(list(objects)), '[]') as objects
    from (
        from objects
        inner join object_columns using (raw_table)
    ) as objects

)

select
    landing_plan(
        '{{ tojson(contract) | replace("'", "''") }}',
        '{{ folder | replace("'", "''") }}',
        objects::varchar,
        current_setting('temp_directory')
    ) as plan,
from described
{% endmacro %}
