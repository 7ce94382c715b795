{% macro failed_check(check_name, column_name=none, detail=none) -%}
    bulk_key,
    record_key,
    row_hash,
    '{{ check_name }}' as check_name,
    {{ "'" ~ column_name ~ "'" if column_name else "null" }} as column_name,
    {{ detail or column_name or "null" }}::varchar as detail
{%- endmacro %}
