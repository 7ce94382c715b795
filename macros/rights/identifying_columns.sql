{#- The names of columns that identify a person in any table, with the
    identifier type: columns of raw tables, and their names in our models. For
    rows that go with rows of another raw table, the type is the name of that
    table. -#}
{% macro identifying_columns() -%}
    {%- set columns = {
        'record_id': 'record_id', 'record_id_l': 'record_id',
        'record_id_r': 'record_id', 'customer_id': 'customer_id',
    } -%}
    {%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
        {%- set personal = personal_columns(raw_table) -%}
        {%- for kind, column in personal.identifiers.items() -%}
            {%- do columns.update({column: kind}) -%}
            {%- do columns.update({'raw_' ~ column: kind})
                if kind != 'identifier_type' -%}
        {%- endfor -%}
        {%- do columns.update({personal.key[0]: personal.goes_with})
            if personal.goes_with -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
