{#-
    True if a row of a raw table, staged or raw, is erased: by its key, and if
    the key is not enough, by the keyed hash of its identifiers. Hashes are the
    most expensive operation on a row, so they are computed only for rows with
    such a key. A connection without STRATA_ID_KEY sees none of these rows.
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
