{#- Prints the messages of the gates that fired. -#}
{% macro report_gates(results) -%}
    {%- for result in results
        if execute and result.node.config.get('meta', {}).get('is_gate')
        and result.status in ['fail', 'warn'] -%}
        {%- set rows = run_query(
            "select message from (" ~ result.node.compiled_code ~ ") order by 1 limit 20"
        ) -%}
        {%- for message in rows.columns[0].values() -%}
            {%- do log(
                ('Gate failed: ' if result.status == 'fail' else 'Gate warns: ')
                ~ message,
                info=true
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
