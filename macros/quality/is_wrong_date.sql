{% macro is_wrong_date(column, not_future=[], not_old=[]) -%}
    {#- Both infinities lie beyond the limits, where there are limits. -#}
    {%- if column in not_old or column in not_future or column == 'loaded_at' %}
    not isfinite({{ column }})
    {%- endif %}
    {%- if column not in not_old and column != 'loaded_at' %}
    {{ "or " if column in not_future }}{{ column }} < limits.old_before_at
    {%- endif %}
    {%- if column not in not_future and column != 'loaded_at' %}
    or {{ column }} >= limits.future_from_at
    {%- endif %}
{%- endmacro %}
