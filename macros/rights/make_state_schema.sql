{#- The state tables that are not models. Staging and linking read them before
    any model of the run could write them. See models/staging/state. -#}
{% macro make_state_schema() -%}
    {%- if execute -%}
        {%- do run_query("create schema if not exists state") -%}
        {%- for source in graph.sources.values() if source.source_name == 'state' -%}
            {%- set columns = [] -%}
            {%- for column in source.columns.values() -%}
                {%- do columns.append(column.name ~ " " ~ column.data_type) -%}
            {%- endfor -%}
            {%- do run_query(
                "create table if not exists " ~ source.relation_name
                ~ " (" ~ columns | join(', ') ~ ")"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
