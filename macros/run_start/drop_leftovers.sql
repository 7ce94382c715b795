{#-
    Drops the temporary tables that dbt leaves behind: an incremental Python
    model writes one in each later run, in the default schema and outside
    `restricted`, and a run that was killed leaves those of any model. Only
    names that dbt makes from the name of a model of this project are dropped.
-#}
{% macro drop_leftovers() -%}
    {%- if execute -%}
        {%- set names = graph.nodes.values()
            | selectattr('resource_type', 'in', ['model', 'seed', 'snapshot'])
            | map(attribute='alias') | sort -%}
        {%- for relation in run_query(leftover_relations(names)).columns[0] -%}
            {%- do run_query("drop " ~ relation) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
