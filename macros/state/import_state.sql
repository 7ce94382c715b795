{#- Brings back what a rebuild must not forget: the state of a database that was
    deleted, or stops where it was made with another key. -#}
{% macro import_state() -%}
    {%- set folder = state_folder() if execute else '' -%}
    {%- if folder -%}
        {%- do assert_id_key(folder) -%}
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
        {%- for name in ['rows_erased', 'people_suppressed'] -%}
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


{% macro state_file_exists(file) -%}
    {{ return(run_query(
        "select count(*) from glob('" ~ glob_text(file) ~ "')"
    ).columns[0][0] > 0) }}
{%- endmacro %}


{#- Ids and the list of the erased mean nothing under another key. -#}
{% macro assert_id_key(folder) -%}
    {%- set file = folder ~ '/id_key_0.csv' -%}
    {%- if state_file_exists(file) and run_query(
        "select count(*) from read_csv('" ~ glob_text(file) ~ "', all_varchar = true) "
        ~ "where fingerprint = " ~ keyed_hash("'strata'")
    ).columns[0][0] == 0 -%}
        {%- do exceptions.raise_compiler_error(
            "STRATA_ID_KEY is not the key that the customers' ids in " ~ folder
            ~ " were minted with. Set the key of then; or, to begin anew with new ids "
            ~ "and without the list of the erased, delete that folder and the database."
        ) -%}
    {%- endif -%}
    {%- if run_query("select getvariable('id_key') = 'strata-demo'").columns[0][0]
        and raw_folder() != project_folder() ~ '/data/demo' -%}
        {%- do exceptions.warn(
            "STRATA_ID_KEY is not set: customers' ids are minted with the demo's key, "
            ~ "which everybody knows. Set a key of your own before you share them."
        ) -%}
    {%- endif -%}
{%- endmacro %}
