{% macro contract_of(raw_table) -%}
    {%- set columns = [] -%}
    {%- if execute -%}
        {%- set source = graph.sources.values()
            | selectattr('name', 'equalto', raw_table) | first -%}
        {%- for column in source.columns.values() -%}
            {%- set meta = column.config.meta or column.meta -%}
            {%- do columns.append({
                'name': column.name,
                'type': (column.data_type or 'varchar').split('(')[0],
                'is_required': meta.get('required', false),
                'tells_newer': meta.get('tells_newer', false),
                'is_key': column.name == 'identifier' or (
                    column.name.endswith('_id')
                    and (meta.names_row or meta.identifies or meta.required)
                ),
                'is_amount': column.name in [
                    'total_amount', 'discount_amount', 'tax_amount',
                    'margin_amount', 'unit_price', 'amount', 'revenue', 'cost',
                    'household_income',
                ],
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}
