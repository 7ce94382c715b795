{#- Writes the state that was built to its folder after a successful run; all of
    it if the run may have erased people, because an erasure changes every state
    table. After an erasure the state is written even if the run failed: erased
    people must not come back from the folder. -#}
{% macro export_state(results, has_erased=false) -%}
    {%- set failed = results | selectattr('status', 'in', ['error', 'fail', 'skipped'])
        | list -%}
    {%- set is_due = has_erased or not failed -%}
    {%- set folder = state_folder() if execute and is_due else '' -%}
    {%- if folder -%}
        {%- set tables = {} -%}
        {%- set built = results | map(attribute='node.name') | list -%}
        {%- for node in state_models()
            if node.name in built or 'int_rows_erased' in built -%}
            {%- if adapter.get_relation(node.database, node.schema, node.alias) -%}
                {%- do tables.update({node.name: node.relation_name}) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if tables -%}
            {%- for name in tables_of_state() -%}
                {%- do tables.update({name: 'state.' ~ name}) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- for name, relation in tables.items() -%}
            {%- do run_query(
                "copy (from " ~ relation ~ " order by all) to '"
                ~ (folder ~ '/' ~ name) | replace("'", "''") ~ ".parquet'"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
