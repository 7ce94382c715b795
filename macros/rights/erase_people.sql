{#-
    Runs after the last model. Deletes the people erased by the run from all
    tables of the project that were built before they were identified, and
    stores the keys of their raw rows and keyed hashes of their identifiers. One
    transaction, so that a run after an interruption finds them again.
-#}
{% macro erase_people(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.name') | list if execute else [] -%}
    {%- if 'int_people_suppressed' in built
        and 'int_rows_erased' in built
        and run_query(
            "select count(*) from " ~ relation_of('int_identifiers_erased')
        ).columns[0][0] > 0 -%}
        {%- set records = run_query(
            "select count(*) from " ~ relation_of('int_records_erased')
        ).columns[0][0] -%}
        {%- do run_query("begin transaction") -%}
        {%- do run_query(
            "insert into state.rows_erased
            from " ~ relation_of('int_rows_erased') ~ "
            except from state.rows_erased;
            insert into state.people_suppressed by name
            from " ~ relation_of('int_people_suppressed') ~ "
            anti join state.people_suppressed using (identifier_type, identifier_hash)"
        ) -%}
        {%- set elsewhere = erase_from_tables() -%}
        {%- do erase_landed_rows() -%}
        {%- for name in ['int_rows_erased', 'int_identifiers_erased'] -%}
            {%- do run_query("truncate " ~ relation_of(name)) -%}
        {%- endfor -%}
        {%- do run_query("commit; checkpoint") -%}
        {%- do export_state(results, has_erased=true) -%}
        {%- do log(
            "Erased " ~ records ~ " records of people. Delete their raw rows from "
            ~ "your files, too: `strata erased` lists them.",
            info=true
        ) -%}
        {%- do exceptions.warn(
            "Other tables in this database contain erased people. Delete these "
            ~ "rows, too: " ~ elsewhere | join('; ')
        ) if elsewhere -%}
    {%- endif -%}
{%- endmacro %}
