{#- Makes the raw schema as docs/input-contract.md promises, or stops. -#}
{% macro land_raw_tables() -%}
    {%- if execute -%}
        {%- set folder = raw_folder() -%}
        {%- do make_raw_schema() -%}
        {%- set plan = fromjson(
            run_query(landing_plan(raw_contract(), folder)).rows[0][0]
        ) -%}
        {%- do check_input(plan, folder) -%}
        {%- for table in plan
            if table.action in ['parquet', 'folder', 'csv', 'empty'] -%}
            {%- do land_raw_table(table) -%}
        {%- endfor -%}
        {%- do report_landing(plan, folder) -%}
    {%- endif -%}
{%- endmacro %}


{% macro make_raw_schema() -%}
    {%- do run_query("
        create schema if not exists raw;

        -- The folder that the database was built from: one row.
        create table if not exists raw.raw_input (folder varchar);

        create table if not exists raw.raw_rejects (
            raw_table varchar,
            file varchar,
            line bigint,
            text varchar,
            error varchar
        );
    ") -%}
{%- endmacro %}


{#- Replaces what we made; the comment marks it as ours and names its input. -#}
{% macro land_raw_table(table) -%}
    {%- set kind = 'view' if table.action in ['parquet', 'folder'] else 'table' -%}
    {%- if table.object_type -%}
        {%- do run_query(
            "drop " ~ table.object_type ~ " raw." ~ table.raw_table
        ) -%}
    {%- endif -%}
    {%- do run_query(
        "delete from raw.raw_rejects where raw_table = '"
        ~ table.raw_table ~ "'"
    ) -%}
    {%- if table.action == 'csv' -%}
        {%- do try_or_compiler_error(
            table.raw_table ~ ": " ~ table.input ~ " cannot be read as csv to "
            ~ "its end. Its lines must all end alike (\\n or \\r\\n) and its "
            ~ "quotes be doubled inside quotes; write it again as UTF-8, or "
            ~ "as parquet.",
            run_query, land_csv(table)
        ) -%}
    {%- elif table.action == 'empty' -%}
        {%- do run_query(land_nothing(table)) -%}
    {%- else -%}
        {%- do run_query(land_parquet(table)) -%}
    {%- endif -%}
    {%- do run_query(
        "comment on " ~ kind ~ " raw." ~ table.raw_table
        ~ " is '" ~ table.mark ~ "'"
    ) -%}
{%- endmacro %}


{% macro land_nothing(table) %}
create table raw.{{ table.raw_table }} (
    {%- for column in table.columns %}
    {{ column }} varchar,
    {%- endfor %}
);
{% endmacro %}
