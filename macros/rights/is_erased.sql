{#-
    Whether a row of a raw table, staged or raw, is among erased ones: by its key, or by
    `erasable_key` where that is needed. Hashes cost more than anything else that is done
    with a row, so they are made only of rows without a key, and of those that have the
    key or the time of an erased one that is known by its hash. Who has no key to hash
    with is not shown what may be erased.
-#}
{% macro is_erased(raw_table, erased, is_raw=false) -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- set key = personal_values(personal.key, is_raw)[0] -%}
    {%- set listed -%}
        (
            select erased.row_key
            from {{ erased }} as erased
            where erased.raw_table = '{{ personal.of or raw_table }}'
        )
    {%- endset -%}
    (
        {% if not personal.time -%}
            coalesce({{ key }} in {{ listed }}, false)
            {{ "or" if personal.identifiers }}
        {%- endif %}
        {% if personal.time or personal.identifiers -%}
            coalesce(
                case
                    {% if personal.time -%}
                        when
                            coalesce(
                                {{ personal_values([personal.time], is_raw)[0] }},
                                timestamp 'epoch'
                            ) in (
                                select coalesce(erased.row_at, timestamp 'epoch')
                                from {{ erased }} as erased
                                where erased.raw_table = '{{ raw_table }}'
                            )
                    {%- else -%}
                        when
                            {{ key }} is null
                            or {{ key }} in (
                                select
                                    regexp_replace(
                                        erased.row_key, '[|][0-9a-f]{64}$', ''
                                    )
                                from {{ erased }} as erased
                                where erased.raw_table = '{{ raw_table }}'
                            )
                    {%- endif %}
                        then {{ erasable_key(raw_table, is_raw) }}
                    else ''
                end in {{ listed }},
                true
            )
        {%- endif %}
    )
{%- endmacro %}
