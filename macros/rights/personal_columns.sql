{#-
    The personal data of a raw table, as declared in the meta of its source
    columns (docs/identity.md); none if it has no personal data. While dbt
    parses there is no graph, so every table is assumed to have personal data
    and the refs are found.
-#}
{% macro personal_columns(raw_table) -%}
    {%- if not execute -%}
        {{ return({'key': ['row_key'], 'identifiers': {'email': 'email'}}) }}
    {%- endif -%}
    {%- set personal = {'key': [], 'identifiers': {}} -%}
    {%- for source in graph.get('sources', {}).values()
        if source.name == raw_table -%}
        {%- for column in source.columns.values() -%}
            {%- set meta = column.config.meta or column.meta -%}
            {%- if meta.names_row -%}
                {%- do personal.key.append(column.name) -%}
            {%- endif -%}
            {%- if meta.identifies -%}
                {%- do personal.identifiers.update({meta.identifies: column.name}) -%}
            {%- endif -%}
            {%- if meta.goes_with -%}
                {%- do personal.update({'goes_with': meta.goes_with}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(personal if personal.identifiers or personal.goes_with else none) }}
{%- endmacro %}
