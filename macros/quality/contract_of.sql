{% macro contract_of(raw_table) -%}
    {%- set columns = [] -%}
    {%- if execute -%}
        {%- set source = graph.sources.values()
            | selectattr('name', 'equalto', raw_table) | first -%}
        {%- for column in source.columns.values() -%}
            {%- do columns.append({
                'name': column.name,
                'type': (column.data_type or 'varchar').split('(')[0],
                'is_required': column.meta.get('required', false)
                    or column.config.meta.get('required', false),
                'tells_newer': column.meta.get('tells_newer', false)
                    or column.config.meta.get('tells_newer', false),
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}
