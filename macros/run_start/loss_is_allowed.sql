{% macro loss_is_allowed() -%}
    {{ return(var('allow_loss') | string | lower == 'true') }}
{%- endmacro %}
