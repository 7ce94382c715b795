{#-
    How a raw table names people, as the meta of its source columns declares it
    (docs/identity.md): none where it names nobody. While dbt parses there is no graph:
    each table is taken for one that names people, so that the refs are found.
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
