{% macro raw_contract() -%}
    {%- set contract = [] -%}
    {%- for source in graph.get('sources', {}).values()
        if source.package_name == project_name
        and source.source_name not in ['landing', 'state'] -%}
        {%- set columns = source.columns.values() | list -%}
        {%- do contract.append({
            'raw_table': source.name,
            'columns': columns | map(attribute='name') | list,
            'required': columns | selectattr('meta.required', 'defined')
                | map(attribute='name') | list,
        }) -%}
    {%- endfor -%}
    {{ return(contract) }}
{%- endmacro %}
