{#- The folder is missing, or is not the one that the database was built from.
    -#}
{% macro folder_problem(folder) -%}
    {%- if folder and not run_query(
        "select os_path_isdir('" ~ folder | replace("'", "''") ~ "')"
    ).columns[0][0] -%}
        {{ return(
            "The raw folder " ~ folder ~ " does not exist. Set STRATA_RAW_DIR "
            ~ "to the folder of your files, or to nothing ('') if a loader "
            ~ "fills the schema raw."
        ) }}
    {%- endif -%}
    {%- set known = run_query("from raw.raw_input").rows -%}
    {%- if known and known[0][0] != folder -%}
        {{ return(
            "The database " ~ target.path ~ " was built from "
            ~ (known[0][0] or 'a loader') ~ ", and this run reads "
            ~ (folder or 'a loader') ~ ". Either set STRATA_DATABASE to "
            ~ "another file, or set STRATA_RAW_DIR back, or delete the "
            ~ "database and its state folder, or, if it is the same input in "
            ~ "a new place, run once with STRATA_ALLOW_INPUT_CHANGE=true."
        ) if env_var('STRATA_ALLOW_INPUT_CHANGE', '') != 'true' }}
    {%- endif -%}
{%- endmacro %}
