{#- The relation of a model. A hook is not a node, so it cannot use ref. -#}
{% macro relation_of(name) -%}
    {{ return(graph.nodes['model.strata.' ~ name].relation_name) }}
{%- endmacro %}
