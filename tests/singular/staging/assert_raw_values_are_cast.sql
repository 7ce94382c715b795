{%- set casts = [
    'amount', 'other_amount', 'quantity', 'opened_on', 'opened_at',
] -%}
-- The parsing macros on one value of each kind. The linter sees only short
-- forms of them in models, and the full SQL here.
with

raw_row as (

    select
        ' Paris ' as city,
        '12,50' as amount,
        'many' as other_amount,
        '3,0' as quantity,
        '31/01/2025' as opened_on,
        '2025-01-31T10:00:00+01:00' as opened_at,

),

cast_row as (

    select
        {{ as_text('city') }} as city,
        {{ as_decimal('amount') }} as amount,
        {{ as_decimal('other_amount') }} as other_amount,
        {{ as_integer('quantity') }} as quantity,
        {{ as_date('opened_on') }} as opened_on,
        {{ as_timestamp('opened_at') }} as opened_at,
        {{ as_written(casts) }},
    from raw_row

),

checked as (

    select
        {{ without_written(casts) }},
        {{ uncast_columns(casts) }} as uncast_columns,
    from cast_row

)

select * from checked
where
    (
        city = 'Paris'
        and amount = 12.5
        and other_amount is null
        and quantity = 3
        and opened_on = date '2025-01-31'
        and opened_at = timestamp '2025-01-31 09:00:00'
        and uncast_columns = ['other_amount: many']
    ) is not true
