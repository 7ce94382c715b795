{#- Columns as staging has them, also where they are raw. -#}
{% macro personal_values(columns, is_raw) -%}
    {%- if not is_raw -%}
        {{ return(columns) }}
    {%- endif -%}
    {%- set values = [] -%}
    {%- for column in columns -%}
        {%- do values.append(
            as_timestamp(column) if column.endswith('_at') else as_text(column)
        ) -%}
    {%- endfor -%}
    {{ return(values) }}
{%- endmacro %}
