{% macro checksums_of(models) -%}
    {{ return(
        graph.get('nodes', {}).values()
        | selectattr('name', 'in', models)
        | map(attribute='checksum.checksum') | sort | join(' ')
    ) }}
{%- endmacro %}
