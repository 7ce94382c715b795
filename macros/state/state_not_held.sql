{#-
    The parts of the state folder that the database does not hold. The tables
    that are not models are created empty, so they are held once the state was
    imported.
-#}
{% macro state_not_held(content, is_imported) -%}
    {%- set names = [] -%}
    {%- set named = content.parts + content.damaged | list -%}
    {%- for node in state_models() if node.name in named
        and not adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- do names.append(node.name) -%}
    {%- endfor -%}
    {%- for name in tables_of_state() if name in named and not is_imported -%}
        {%- do names.append(name) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
