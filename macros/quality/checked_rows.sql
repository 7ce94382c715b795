{% macro checked_rows(raw_table, suspects) -%}
    select
        '{{ raw_table }}' as entity,
        record_key,
        row_hash,
        failed_check.check_name,
        failed_check.column_name,
        failed_check.detail,
        failed_check.consequence,
        cast(failed_check.row_count as bigint) as row_count,
    from (
        select
            record_key,
            row_hash,
            unnest(failed_checks) as failed_check,
        from {{ suspects }}
    )
{%- endmacro %}
