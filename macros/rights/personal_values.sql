{#- Columns in the form of staging, even if they are raw. -#}
{% macro personal_values(columns, is_raw) -%}
    {%- if not is_raw -%}
        {{ return(columns) }}
    {%- endif -%}
    {%- set values = [] -%}
    {%- for column in columns -%}
        {%- if column.endswith('_at') -%}
            {%- do values.append(as_timestamp(column)) -%}
        {%- elif column.endswith('_type') -%}
            {%- do values.append('lower(' ~ as_text(column) ~ ')') -%}
        {%- elif column == 'email' -%}
            {%- do values.append(as_email(column)) -%}
        {%- elif column.endswith('_id') or column in ['identifier', 'phone'] -%}
            {%- do values.append(as_code(column)) -%}
        {%- else -%}
            {%- do values.append(as_text(column)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(values) }}
{%- endmacro %}
