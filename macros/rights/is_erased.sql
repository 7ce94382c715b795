{#-
    Whether a row of a raw table, staged or raw, is among erased ones: by its key, and
    where the key says too little by the keyed hash of its identifiers. Hashes cost more
    than anything else that is done with a row, so they are made only of rows with such
    a key. A connection without the key of hashes sees none of these rows.
-#}
{% macro is_erased(raw_table, erased, is_raw=false) -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- set key = record_key(personal_values(personal.key, is_raw)) -%}
    {%- set identifiers = personal_values(
        personal.identifiers.values() | list, is_raw
    ) -%}
    {%- set listed -%}
        from {{ erased }} as erased
        where erased.raw_table = '{{ personal.goes_with or raw_table }}'
    {%- endset -%}
    coalesce(
        {{ key }} in (
            select erased.row_key {{ listed }} and erased.row_hash is null
        )
        {%- if personal.identifiers %}
            or case
                when {{ key }} in (
                    select erased.row_key {{ listed }} and erased.row_hash is not null
                )
                    then {{ keyed_hash(record_key(identifiers)) }} in (
                        select erased.row_hash {{ listed }}
                            and erased.row_hash is not null
                    )
                else false
            end
        {%- endif %},
        true
    )
{%- endmacro %}
