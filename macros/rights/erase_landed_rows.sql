{#-
    A csv file is landed as a table of this project, so erased rows and
    unreadable lines must be deleted there, too: after each landing and after
    each erasure. The rows are counted, so that every received row stays
    accounted for.
-#}
{% macro erase_landed_rows() -%}
    {%- if execute -%}
        {%- set tables = run_query("
            select table_name
            from duckdb_tables()
            where database_name = current_database()
                and schema_name = 'raw' and comment like 'strata: csv%'
        ").columns[0].values() -%}
        {%- set erased = run_query(
            "select distinct raw_table from state.rows_erased"
        ).columns[0].values() -%}
        {%- for raw_table in tables
            if raw_table in erased
            or (personal_columns(raw_table) or {}).goes_with in erased -%}
            {%- set is_theirs = is_erased(raw_table, 'state.rows_erased', is_raw=true) -%}
            {%- do run_query(
                "insert into raw.raw_erased
                select '" ~ raw_table ~ "', count(*)
                from raw." ~ raw_table ~ "
                where " ~ is_theirs ~ "
                having count(*) > 0;
                delete from raw." ~ raw_table ~ " where " ~ is_theirs
            ) -%}
        {%- endfor -%}
        {%- do run_query(
            "delete from raw.raw_rejects
            where " ~ keyed_hash('text') ~ " in (
                select row_hash from state.rows_erased where raw_table = 'raw_rejects'
            )"
        ) if 'raw_rejects' in erased -%}
    {%- endif -%}
{%- endmacro %}
