{#- The parts of a table, with copies in UTF-8 of the damaged files. -#}
{% macro mended_parts(table, damaged) -%}
    {%- set parts = [] -%}
    {%- for part in table.parts -%}
        {%- set sound = part.files | reject('in', damaged) | list -%}
        {%- if sound == part.files -%}
            {%- do parts.append(part) -%}
        {%- elif sound -%}
            {%- do parts.append(
                dict(part, files=sound, file=sound[-1])
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do parts.extend(fromjson(run_query(
        "select landing_copies('" ~ tojson(damaged) | replace("'", "''")
        ~ "', current_setting('temp_directory'))"
    ).columns[0][0])) -%}
    {{ return(parts) }}
{%- endmacro %}
