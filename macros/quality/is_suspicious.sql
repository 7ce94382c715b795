{% macro is_suspicious(contract, not_future=[], not_old=[]) -%}
    len(uncast_columns) > 0
    {%- for column in contract %}
    {%- if column.is_required %}
    or {{ column.name }} is null
    {%- endif %}
    {%- if column.type in ('date', 'timestamp') %}
    or {{ is_wrong_date(
        column.name, not_future, not_old, column.type == 'timestamp'
    ) }}
    {%- endif %}
    {%- if column.is_key %}
    or ({{ is_rounded_code(column.name) }})
    {%- endif %}
    {%- if column.is_amount %}
    or abs({{ column.name }}) >= limits.highest_amount
    {%- endif %}
    {%- if column.name == 'email' %}
    or {{ is_impossible_email('email') }}
    {%- endif %}
    {%- if column.name == 'phone' %}
    or {{ is_impossible_phone('phone') }}
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
