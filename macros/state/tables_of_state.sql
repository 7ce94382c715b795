{#- The state tables that are not models: the source `state`. -#}
{% macro tables_of_state() -%}
    {{ return(
        graph.sources.values() | selectattr('source_name', 'equalto', 'state')
        | map(attribute='name') | sort
    ) }}
{%- endmacro %}
