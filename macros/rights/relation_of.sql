{#- The relation of a model. A hook is no node, so it has no refs. -#}
{% macro relation_of(name) -%}
    {{ return(graph.nodes['model.strata.' ~ name].relation_name) }}
{%- endmacro %}
