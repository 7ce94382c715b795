{#- What `make_state_schema` makes. -#}
{% macro tables_of_state() -%}
    {{ return(['rows_erased', 'people_suppressed', 'requests_unclear']) }}
{%- endmacro %}
