{% macro as_text(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {#-
        Only text that begins or ends with white space is trimmed (white space
        sorts before the exclamation mark). Trimming every row would double the
        read time.
    -#}
    {%- set text = column ~ "::varchar" -%}
    case
        when typeof({{ column }}) in ('DOUBLE', 'FLOAT')
            then regexp_replace({{ text }}, '\.0$', '')
        when
            {{ text }} < '!'
            or suffix({{ text }}, ' ') or suffix({{ text }}, chr(9))
            or suffix({{ text }}, chr(10)) or suffix({{ text }}, chr(13))
            then nullif(regexp_replace({{ text }}, '^\s+|\s+$', '', 'g'), '')
        else {{ text }}
    end
{%- endmacro %}
