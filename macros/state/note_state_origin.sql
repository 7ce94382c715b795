{#-
    Stores the key and the input of the state, in the database and in the
    folder, before the first model. A folder that cannot be created is reported
    at once.
-#}
{% macro note_state_origin(folder) -%}
    {%- set origin = "select " ~ keyed_hash("'strata'") ~ " as fingerprint, '"
        ~ raw_folder() | replace("'", "''") ~ "' as input" -%}
    {%- do run_query("create or replace table state.origin as " ~ origin) -%}
    {%- if folder -%}
        {#- DuckDB creates a folder only by a copy with one file per thread; its
            parent must exist. -#}
        {%- do try_or_compiler_error(
            "The state folder " ~ folder ~ " cannot be written: create it, or set "
            ~ "STRATA_STATE_DIR to a writable folder.",
            run_query,
            "copy (" ~ origin ~ ") to '" ~ folder | replace("'", "''") ~ "' (
                format csv, per_thread_output true, overwrite_or_ignore true,
                filename_pattern 'origin_{i}'
            )"
        ) -%}
    {%- endif -%}
{%- endmacro %}
