{#- The suspected rows of the erased, with or without a key. -#}
{% macro suspects_erased() -%}
    {%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
        select ('{{ raw_table }}', record_key, row_hash)
        from {{ relation_of("int_" ~ raw_table ~ "_suspected") }}
        where {{ is_erased(raw_table, relation_of("int_rows_erased")) }}
        {{ "union all" if not loop.last }}
    {% endfor -%}
{%- endmacro %}
