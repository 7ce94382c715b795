{#- Writes the state that was built, and what its folder lacks, after a
    successful run; all of it if the run may have erased people, because an
    erasure changes every state table. After an erasure the state is written
    even if the run failed: erased people must not come back from the folder.
    -#}
{% macro export_state(results, has_erased=false) -%}
    {%- set failed = results | selectattr('status', 'in', ['error', 'fail', 'skipped'])
        | list -%}
    {%- set is_due = has_erased or not failed -%}
    {%- set folder = state_folder() if execute and is_due else '' -%}
    {%- if folder -%}
        {%- set tables = {} -%}
        {%- set built = results | map(attribute='node.name') | list -%}
        {%- set written = state_content(folder).parts -%}
        {%- for node in state_models()
            if node.name in built or 'int_rows_erased' in built or has_erased
            or node.name not in written -%}
            {%- if adapter.get_relation(node.database, node.schema, node.alias) -%}
                {%- do tables.update({node.name: node.relation_name}) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if tables -%}
            {%- for name in tables_of_state() -%}
                {%- do tables.update({name: 'state.' ~ name}) -%}
            {%- endfor -%}
            {%- do write_state(folder, tables) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
