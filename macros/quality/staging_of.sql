{#- The staging model of a raw table. -#}
{% macro staging_of(raw_table) -%}
    {%- set words = raw_table.split('_') -%}
    {{ return(ref('stg_' ~ words[0] ~ '__' ~ words[1:] | join('_'))) }}
{%- endmacro %}
