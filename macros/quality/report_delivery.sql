{#- Prints the outcome of the raw rows at the end of each build that counted
    them, green or not. -#}
{% macro report_delivery(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.name') | list -%}
    {%- if execute and 'int_deliveries_counted' in built
        and 'int_quarantine_reasons' in built -%}
        {%- for line in run_query("
            select concat(
                'Delivery: ', entity, ': ', rows_in, ' rows in, ', rows_clean,
                ' clean, ', rows_quarantined, ' quarantined, ', rows_rejected,
                ' rejected'
            )
            from " ~ relation_of('int_deliveries_counted') ~ "
            where rows_in + rows_rejected > 0
            order by entity
        ").columns[0].values() -%}
            {%- do log(line, info=true) -%}
        {%- endfor -%}
        {%- for line in run_query("
            select concat('Quarantine: ', entity, ': ', reason)
            from " ~ relation_of('int_quarantine_reasons') ~ "
            order by row_count desc, entity, position
            limit 3
        ").columns[0].values() -%}
            {%- do log(line, info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
