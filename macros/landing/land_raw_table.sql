{#-
    Replaces an earlier landing. The comment marks the relation as landed and
    names its input. Returns a problem that appears only when rows are read.
-#}
{% macro land_raw_table(table) -%}
    {%- if table.object_type -%}
        {%- do run_query(
            "drop " ~ table.object_type ~ " raw." ~ table.raw_table
        ) -%}
    {%- endif -%}
    {%- for kept in ['raw_rejects', 'raw_erased', 'raw_notes'] -%}
        {%- do run_query(
            "delete from raw." ~ kept ~ " where raw_table = '"
            ~ table.raw_table ~ "'"
        ) -%}
    {%- endfor -%}
    {%- if table.action == 'parquet' -%}
        {%- do run_query(land_parquet(table)) -%}
    {%- else -%}
        {%- set problem = land_table(table) -%}
        {%- if problem -%}
            {{ return(problem) }}
        {%- endif -%}
    {%- endif -%}
    {%- do run_query(
        "comment on " ~ ('view' if table.action == 'parquet' else 'table')
        ~ " raw." ~ table.raw_table ~ " is '" ~ table.mark ~ "'"
    ) -%}
{%- endmacro %}
