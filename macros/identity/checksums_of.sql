{% macro checksums_of(models) -%}
    {%- set checksums = [] -%}
    {%- for node in graph.get('nodes', {}).values()
        if node.resource_type == 'model' and node.name in models -%}
        {%- do checksums.append(node.name ~ ' ' ~ node.checksum.checksum) -%}
    {%- endfor -%}
    {{ return(checksums | sort | join(' ')) }}
{%- endmacro %}
