{#-
    A csv file is landed as a table of ours, so what was erased must go from there, too:
    after each landing, and when somebody is erased. The rows are counted, so that a
    row that came in stays accounted for. So must lines that could not be read.
-#}
{% macro erase_landed_rows() -%}
    {%- if execute -%}
        {%- set tables = run_query("
            select table_name
            from duckdb_tables()
            where schema_name = 'raw' and comment like 'strata: csv%'
        ").columns[0].values() -%}
        {%- set erased = run_query(
            "select distinct raw_table from state.rows_erased"
        ).columns[0].values() -%}
        {%- for raw_table in tables
            if (personal_columns(raw_table) or {}).of in erased
            or raw_table in erased -%}
            {%- do run_query(
                "create or replace temp table landed_rows_erased as
                select source.rowid as row_number
                from raw." ~ raw_table ~ " as source
                where " ~ is_erased(raw_table, 'state.rows_erased', is_raw=true) ~ ";

                insert into raw.raw_erased
                select '" ~ raw_table ~ "', count(*)
                from landed_rows_erased
                having count(*) > 0;

                delete from raw." ~ raw_table ~ "
                where rowid in (select row_number from landed_rows_erased)"
            ) -%}
        {%- endfor -%}
        {%- if 'raw_rejects' in erased -%}
            {%- do run_query(
                "delete from raw.raw_rejects
                where " ~ keyed_hash('text') ~ " in (
                    select split_part(row_key, '|', -1)
                    from state.rows_erased
                    where raw_table = 'raw_rejects'
                )"
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
