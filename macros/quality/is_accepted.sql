{#- True if later runs may be compared with this one: it built the verdicts on
    the deliveries, ran all their gates, and nothing failed. -#}
{% macro is_accepted(results) -%}
    {%- set judged = 'model.strata.int_deliveries_judged' -%}
    {%- set statuses = {} -%}
    {%- set failed = [] -%}
    {%- for result in results -%}
        {%- do statuses.update({result.node.unique_id: result.status}) -%}
        {%- do failed.append(result) if result.status not in [
            'success', 'pass', 'warn', 'no-op', 'reused'
        ] -%}
    {%- endfor -%}
    {%- set left_out = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'test' and judged in node.depends_on.nodes
        and node.unique_id not in statuses -%}
        {%- do left_out.append(node.name) -%}
    {%- endfor -%}
    {{ return(
        statuses.get(judged) == 'success' and not failed and not left_out
    ) }}
{%- endmacro %}
