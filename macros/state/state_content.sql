{#- Completes first what a killed run has left (strata.state_folder). -#}
{% macro state_content(folder) -%}
    {{ return(fromjson(run_query(
        "select state_open('" ~ folder | replace("'", "''") ~ "')"
    ).columns[0][0]) if folder else {'origin': {}, 'parts': [], 'damaged': {}}) }}
{%- endmacro %}
