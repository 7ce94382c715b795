{% macro as_code(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {%- set text = column ~ "::varchar" -%}
    {#- A float holds every whole number of up to 15 digits. -#}
    {%- set fraction -%} '^(\d{1,15})\.00?$', '\1' {%- endset -%}
    case
        when typeof({{ column }}) in ('DOUBLE', 'FLOAT')
            then regexp_replace({{ text }}, '\.0$', '')
        when {{ is_damaged_text(text) }}
            then nullif(
                regexp_replace(
                    regexp_replace(
                        {{ without_damage(text) }},
                        '^''+|[\x{200C}\x{200D}]', '', 'g'
                    ),
                    {{ fraction }}
                ),
                ''
            )
        when suffix({{ text }}, '.0') or suffix({{ text }}, '.00')
            then regexp_replace({{ text }}, {{ fraction }})
        else {{ text }}
    end
{%- endmacro %}
