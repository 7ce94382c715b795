{#-
    The rows of a query on seeds, or on models that read only seeds, at compile
    time. None before all of its tables are built.
-#}
{% macro reference_rows(tables, query) %}
    {%- if not execute -%}
        {{ return([]) }}
    {%- endif -%}
    {%- for table in tables if load_relation(table) is none -%}
        {{ return([]) }}
    {%- endfor -%}
    {{ return(run_query(query).rows) }}
{% endmacro %}
