{#- Some checks look at what belongs together, not at a row: an order, a browser. -#}
{% macro keys_erased() -%}
    select (raw_table, row_key)
    from {{ relation_of("int_rows_erased") }}
    union all
    select ('web_events', identifier)
    from {{ relation_of("int_identifiers_erased") }}
    where identifier_type = 'visitor_id'
{%- endmacro %}
