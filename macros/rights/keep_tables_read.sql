{#- Runs after the last model. After a successful run, stores which raw tables
    had rows, for assert_no_table_is_gone. -#}
{% macro keep_tables_read(results) -%}
    {%- if execute and 'int_rows_counted' in results
        | selectattr('status', 'equalto', 'success') | map(attribute='node.name')
        and not results
        | selectattr('status', 'in', ['error', 'fail', 'skipped']) | list -%}
        {%- do run_query(
            "begin transaction;
            truncate state.tables_read;
            insert into state.tables_read
            select entity from " ~ relation_of('int_rows_counted') ~ "
            where rows_in > 0;
            commit"
        ) -%}
    {%- endif -%}
{%- endmacro %}
