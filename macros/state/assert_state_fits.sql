{#-
    Customer ids and the suppression list are meaningless with another key or
    input. Stops the run, before anything is landed, if the state belongs to
    another one.
-#}
{% macro assert_state_fits() -%}
    {%- if execute -%}
        {%- set folder = state_folder() -%}
        {%- set content = state_content(folder) -%}
        {%- set known = state_origin(content) -%}
        {%- if known.fingerprint and run_query(
            "select " ~ keyed_hash("'strata'")
        ).columns[0][0] != known.fingerprint -%}
            {%- do exceptions.raise_compiler_error(
                "STRATA_ID_KEY is not the key that the customer ids were minted with. "
                ~ "Set the original key. To start over with new ids and without the "
                ~ "suppression list, delete the database and its state folder"
                ~ (", " ~ folder if folder) ~ "."
            ) -%}
        {%- endif -%}
        {%- if known.fingerprint and known.input != raw_folder()
            and not known.is_of_database
            and env_var('STRATA_ALLOW_INPUT_CHANGE', '') != 'true' -%}
            {%- do exceptions.raise_compiler_error(
                "The state in " ~ folder ~ " is from " ~ (known.input or 'a loader')
                ~ ", and this run reads " ~ (raw_folder() or 'a loader')
                ~ ": its records would get the ids of strangers. Either set "
                ~ "STRATA_DATABASE to another file, or set STRATA_RAW_DIR back, or "
                ~ "delete that folder, or, if it is the same input in a new place, run "
                ~ "once with STRATA_ALLOW_INPUT_CHANGE=true."
            ) -%}
        {%- endif -%}
        {%- do assert_state_is_whole(folder, content, known.is_of_database) -%}
        {%- if run_query("select getvariable('id_key') = 'strata-demo'").columns[0][0]
            and raw_folder() != project_path('data/demo') -%}
            {%- do exceptions.warn(
                "STRATA_ID_KEY is not set: customer ids are minted with the public key "
                ~ "of the demo. Set your own key before you share them."
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
