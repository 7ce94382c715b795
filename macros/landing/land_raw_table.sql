{#-
    Replaces an earlier landing. The comment marks the relation as landed and
    names its input. Returns a problem that appears only when rows are read.
-#}
{% macro land_raw_table(table) -%}
    {%- set type = 'view' if table.action in ['parquet', 'folder'] else 'table' -%}
    {%- if table.object_type -%}
        {%- do run_query(
            "drop " ~ table.object_type ~ " raw." ~ table.raw_table
        ) -%}
    {%- endif -%}
    {%- do run_query(
        "delete from raw.raw_rejects where raw_table = '"
        ~ table.raw_table ~ "';
        delete from raw.raw_erased where raw_table = '"
        ~ table.raw_table ~ "'"
    ) -%}
    {%- if table.action == 'csv' -%}
        {%- do try_or_compiler_error(
            table.raw_table ~ ": " ~ table.input ~ " cannot be read as csv to "
            ~ "its end. All lines must end alike (\\n or \\r\\n); write it "
            ~ "again as UTF-8, or as parquet.",
            run_query, land_csv(table)
        ) -%}
        {%- set swallowing = run_query(swallowing_line()).rows -%}
        {%- if swallowing -%}
            {{ return(
                table.raw_table ~ ": " ~ table.input ~ " has a quote at line "
                ~ swallowing[0][0] ~ " that is never closed and swallows the "
                ~ "lines after it; close it, or double it if it is text."
            ) }}
        {%- endif -%}
    {%- elif table.action == 'empty' -%}
        {%- do run_query(land_nothing(table)) -%}
    {%- else -%}
        {%- do run_query(land_parquet(table)) -%}
    {%- endif -%}
    {%- do run_query(
        "comment on " ~ type ~ " raw." ~ table.raw_table
        ~ " is '" ~ table.mark ~ "'"
    ) -%}
{%- endmacro %}
