{#-
    What names one raw row where its key does not, or says too much: the key, without
    identifiers, and the keyed hash of all identifiers that the row has. Null where the
    connection has no key.
-#}
{% macro erasable_key(raw_table, is_raw=false) -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- set key = personal_values(personal.key, is_raw) -%}
    {%- set identifiers = personal_values(
        personal.identifiers.values() | list, is_raw
    ) -%}
    {%- if personal.time -%}
        {%- set identifiers = key[-1:] -%}
        {%- set key = key[:-1] -%}
    {%- endif -%}
    {{ return(record_key(key) ~ " || '|' || " ~ keyed_hash(record_key(identifiers))) }}
{%- endmacro %}
