{#-
    Writes down of which key and input the state is, in the database and in the folder,
    before the first model: a folder that cannot be made is told at once.
-#}
{% macro note_state_origin(folder) -%}
    {%- set origin = "select " ~ keyed_hash("'strata'") ~ " as fingerprint, '"
        ~ raw_folder() | replace("'", "''") ~ "' as input" -%}
    {%- do run_query("create or replace table state.origin as " ~ origin) -%}
    {%- if folder -%}
        {#- A folder is only made by a copy that writes a file for each thread; its
            parent must be there. -#}
        {%- do try_or_compiler_error(
            "The folder of state " ~ folder ~ " cannot be written: make it, or set "
            ~ "STRATA_STATE_DIR to one that you may write to.",
            run_query,
            "copy (" ~ origin ~ ") to '" ~ folder | replace("'", "''") ~ "' (
                format csv, per_thread_output true, overwrite_or_ignore true,
                filename_pattern 'origin_{i}'
            )"
        ) -%}
    {%- endif -%}
{%- endmacro %}
