{% macro as_text(column) -%}
    {%- if target.name == 'lint' %}{{ return(column) }}{% endif -%}
    {#-
        Only what begins or ends with white space is trimmed (it comes before the
        exclamation mark): trimming every row would double the reading.
    -#}
    {%- set text = column ~ "::varchar" -%}
    case
        when typeof({{ column }}) in ('DOUBLE', 'FLOAT')
            then regexp_replace({{ text }}, '\.0$', '')
        when {{ text }} < '!' or ascii(right({{ text }}, 1)) < ascii('!')
            then nullif(regexp_replace({{ text }}, '^\s+|\s+$', '', 'g'), '')
        else {{ text }}
    end
{%- endmacro %}
