{#-
    Whether a row of a raw table, staged or raw, is among erased ones. Hashes cost more
    than anything else that is done with a row: only of rows that have the time of an
    erased one they are made. Who has no key is not shown what may be erased.
-#}
{% macro is_erased(raw_table, erased, is_raw=false) -%}
    {%- set time = personal_columns(raw_table).time -%}
    coalesce(
        {% if time -%}
            case
                when
                    coalesce(
                        {{ personal_values([time], is_raw)[0] }}, timestamp 'epoch'
                    ) in (
                        select coalesce(erased.row_at, timestamp 'epoch')
                        from {{ erased }} as erased
                        where erased.raw_table = '{{ raw_table }}'
                    )
                    then {{ erasable_key(raw_table, is_raw) }}
                else ''
            end
        {%- else -%}
            {{ erasable_key(raw_table, is_raw) }}
        {%- endif %} in (
            select erased.row_key
            from {{ erased }} as erased
            where erased.raw_table = '{{ raw_table }}'
        ),
        true
    )
{%- endmacro %}
