{#- Imports the state that a rebuild needs after the database was deleted. -#}
{% macro import_state() -%}
    {%- set folder = state_folder() if execute else '' -%}
    {%- do note_state_origin(folder) if execute -%}
    {%- if folder -%}
        {%- set imported = [] -%}
        {%- for node in state_models() -%}
            {%- set file = folder ~ '/' ~ node.name ~ '.parquet' -%}
            {%- if not adapter.get_relation(node.database, node.schema, node.alias)
                and state_file_exists(file) -%}
                {%- set relation = api.Relation.create(
                    node.database, node.schema, node.alias, type='table'
                ) -%}
                {%- do run_query(
                    "create schema if not exists " ~ relation.without_identifier() ~ ";
                    create table " ~ relation ~ " as
                    from read_parquet('" ~ glob_text(file) ~ "')"
                ) -%}
                {%- do adapter.cache_added(relation) -%}
                {%- do imported.append(node.name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for name in tables_of_state() -%}
            {%- set file = folder ~ '/' ~ name ~ '.parquet' -%}
            {%- if run_query("select count(*) from state." ~ name).columns[0][0] == 0
                and state_file_exists(file) -%}
                {%- do run_query(
                    "insert into state." ~ name ~ " by name from read_parquet('"
                    ~ glob_text(file) ~ "')"
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if imported -%}
            {%- do log(
                "State of earlier runs: " ~ imported | join(', ') ~ " from " ~ folder,
                info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
