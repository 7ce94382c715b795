{% macro is_wrong_date(column, not_future=[], not_old=[], is_timestamp=false) -%}
    {#- A wrong clock of the loader does no harm. -#}
    {%- set limits = [] -%}
    {%- if column not in not_old and column != 'loaded_at' -%}
        {%- do limits.append(column ~ ' < limits.old_before_at') -%}
    {%- endif -%}
    {%- if column not in not_future and column != 'loaded_at' -%}
        {%- do limits.append(column ~ ' >= limits.future_from_at') -%}
    {%- endif -%}
    {#- A birthday may be that day, and a refusal counts with any date. -#}
    {%- if is_timestamp and column not in not_future and column != 'loaded_at' -%}
        {%- do limits.append(is_epoch(column)) -%}
    {%- endif -%}
    {{ limits | join(' or ') or 'false' }}
{%- endmacro %}
