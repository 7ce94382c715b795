with

suspects as (

    {%- for entity in raw_tables() %}
        select
            '{{ entity }}' as entity,
            record_key,
            row_hash,
            failed_checks,
        from {{ ref('int_' ~ entity ~ '_suspected') }}
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

suspects_unnested as (

    select
        entity,
        record_key,
        row_hash,
        unnest(failed_checks) as failed_check,
    from suspects

),

failed_checks as (

    select
        entity,
        record_key,
        row_hash,
        failed_check.check_name,
        failed_check.column_name,
        failed_check.detail,
        failed_check.consequence,
        cast(failed_check.row_count as bigint) as row_count,
    from suspects_unnested

    union all

    select * from {{ ref('int_shop_orders_checked') }}

    union all

    select * from {{ ref('int_web_events_checked') }}

    union all

    select * from {{ ref('int_order_accounts_checked') }}

    union all

    select
        raw_table as entity,
        word as record_key,
        null as row_hash,
        'unknown_word' as check_name,
        column_name,
        word as detail,
        'count' as consequence,
        row_count,
    from {{ ref('int_words_unknown') }}

)

select * from failed_checks
