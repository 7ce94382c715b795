{#-
    Deletes the people erased by this run from each stored table of this
    project's graph. In all other tables of the database it only counts the rows
    that contain them, and returns the counts.
-#}
{% macro erase_from_tables() -%}
    {%- set ours = graph.nodes.values() | map(attribute='relation_name') | list -%}
    {%- set others = graph.sources.values() | map(attribute='relation_name') | list -%}
    {%- set last = [
        relation_of('int_rows_erased'), relation_of('int_identifiers_erased')
    ] -%}
    {%- set identifying = identifying_columns() -%}
    {%- set tables = {} -%}
    {%- set elsewhere = [] -%}
    {%- for relation, columns in run_query("
        select
            format('\"{}\".\"{}\".\"{}\"', database_name, schema_name, table_name),
            string_agg(lower(column_name), ' ')
        from duckdb_columns()
        semi join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = current_database()
        group by all
        order by all
    ").rows if relation not in others + last -%}
        {%- set columns = columns.split(' ') -%}
        {%- set condition = names_erased(columns, identifying) -%}
        {%- if relation in ours -%}
            {%- do tables.update({relation: columns}) -%}
            {%- do run_query("delete from " ~ relation ~ " where " ~ condition)
                if condition -%}
            {#- A customer who was split from an erased one is kept. -#}
            {%- do run_query(
                "update " ~ relation ~ " set previous_customer_id = null
                where previous_customer_id in (
                    select identifier
                    from " ~ relation_of('int_identifiers_erased') ~ "
                    where identifier_type = 'customer_id'
                )"
            ) if 'previous_customer_id' in columns -%}
        {%- elif condition -%}
            {%- set found = run_query(
                "select count(*) from " ~ relation ~ " where " ~ condition
            ).columns[0][0] -%}
            {%- do elsewhere.append(
                relation | replace('"', '') ~ " (" ~ found ~ " rows)"
            ) if found -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do erase_derived_rows(tables) -%}
    {{ return(elsewhere) }}
{%- endmacro %}
