{#- The names of columns that name a person, in whichever table they stand, and the kind
    of identifier: those of raw tables, and what our models call them. Of rows that go
    with those of another raw table the kind is that table; entity_id is a key of what
    the column entity names. -#}
{% macro identifying_columns() -%}
    {%- set columns = {
        'record_id': 'record_id', 'record_id_l': 'record_id',
        'record_id_r': 'record_id', 'customer_id': 'customer_id',
        'entity_id': 'entity',
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
