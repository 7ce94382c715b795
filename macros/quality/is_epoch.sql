{% macro is_epoch(column) -%}
    {#- In UTC or in the reporting time zone. -#}
    {{ column }} in (timestamp '1970-01-01 00:00:00', limits.local_epoch_at)
{%- endmacro %}
