{#- Stores the key and the input of the state in the database, once the state
    is imported. -#}
{% macro note_state_origin() -%}
    {%- do run_query(
        "create or replace table state.origin as select " ~ keyed_hash("'strata'")
        ~ " as fingerprint, '" ~ raw_folder() | replace("'", "''") ~ "' as input"
    ) -%}
{%- endmacro %}
