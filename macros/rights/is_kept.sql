{% macro is_kept(raw_table) -%}
    {#- Whether a raw row is of nobody who was erased. A row without key is kept. -#}
    coalesce(
        {{ erasable_key(raw_table) }} not in (
            select erased_rows.row_key
            from {{ erased_rows() }} as erased_rows
            where erased_rows.raw_table = '{{ raw_table }}'
        ),
        true
    )
{%- endmacro %}
