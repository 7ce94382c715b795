{#- Imports the state that a rebuild needs after the database was deleted. A
    folder that cannot be written to is reported at once. -#}
{% macro import_state() -%}
    {%- if execute -%}
        {%- set folder = state_folder() -%}
        {%- set content = state_content(folder) -%}
        {%- set problem = run_query(
            "select state_prepare('" ~ folder | replace("'", "''") ~ "')"
        ).columns[0][0] if folder else '' -%}
        {%- if problem -%}
            {%- do exceptions.raise_compiler_error(
                "The state folder " ~ folder ~ " cannot be written: create it, or set "
                ~ "STRATA_STATE_DIR to a writable folder (" ~ problem ~ ")."
            ) -%}
        {%- endif -%}
        {%- set imported = state_not_held(
            content, state_origin(content).is_of_database
        ) -%}
        {%- for node in state_models() if node.name in imported -%}
            {%- set relation = api.Relation.create(
                node.database, node.schema, node.alias, type='table'
            ) -%}
            {%- do run_query(
                "create schema if not exists " ~ relation.without_identifier() ~ ";
                create table " ~ relation ~ " as
                from read_parquet('" ~ glob_text(folder ~ '/' ~ node.name)
                ~ ".parquet')"
            ) -%}
            {%- do adapter.cache_added(relation) -%}
        {%- endfor -%}
        {#- Emptied first: an import that was interrupted is repeated. -#}
        {%- for name in tables_of_state() if name in imported -%}
            {%- do run_query(
                "truncate state." ~ name ~ ";
                insert into state." ~ name ~ " by name from read_parquet('"
                ~ glob_text(folder ~ '/' ~ name) ~ ".parquet')"
            ) -%}
        {%- endfor -%}
        {%- do note_state_origin() -%}
        {%- if imported -%}
            {%- do log(
                "State of earlier runs: " ~ imported | join(', ') ~ " from " ~ folder,
                info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
