{#-
    What names a raw row where rows are erased: its key; where that holds an identifier,
    the identifier's keyed hash behind the rest of the key, for what was erased must not
    stand in a list; and of a row without key the keyed hash of all identifiers that it
    has. Null where a hash is needed and the connection has no key.
-#}
{% macro erasable_key(raw_table, is_raw=false) -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- set key = personal_values(personal.key, is_raw) -%}
    {%- set identifiers = personal_values(
        personal.identifiers.values() | list, is_raw
    ) -%}
    {%- if personal.time -%}
        {{ return(
            record_key(key[:-1]) ~ " || '|' || " ~ keyed_hash(record_key(key[-1:]))
        ) }}
    {%- endif -%}
    {{ return(
        "coalesce(" ~ key[0] ~ ", "
        ~ (keyed_hash(record_key(identifiers)) if identifiers else "''") ~ ")"
    ) }}
{%- endmacro %}
