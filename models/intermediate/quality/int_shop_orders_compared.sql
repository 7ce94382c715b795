with

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}

),

orders as (

    select * from {{ ref('int_shop_orders_cleaned') }}

),

suspected_orders as (

    select
        order_id,
        list_aggregate(
            list_sort(list_distinct(flatten(list(quarantine_reasons)))),
            'string_agg', ', '
        ) as reasons,
    from {{ ref('int_shop_orders_suspected') }}
    where order_id is not null
    group by all

),

-- Bits for the line numbers show without a second grouping whether one may be
-- duplicate. Above 32 lines this may be a false alarm, which costs one check.
line_sums as (

    select
        order_id,
        count(*) as line_count,
        coalesce(
            bit_count(
                bit_or(cast(1 as bigint) << (line_number & 31))
            ),
            0
        ) as line_number_count,
        count(quantity * unit_price) as priced_line_count,
        sum(quantity * unit_price) as lines_amount,
        min(quantity) as least_quantity,
    from order_lines
    group by all

),

compared as (

    select
        line_sums.order_id,
        line_sums.lines_amount,
        orders.total_amount,
        coalesce(orders.discount_amount, 0) as discount_amount,
        orders.order_id is null as is_order_unclean,
        coalesce(
            orders.total_amount >= 0
            and orders.refunded_order_id is null
            and coalesce(statuses.meaning <> 'returns', true),
            false
        ) as is_sale,
        coalesce(line_sums.least_quantity < 0, false) as has_negative_quantity,
        line_sums.line_number_count < line_sums.line_count as may_repeat_line,
        coalesce(
            line_sums.priced_line_count = line_sums.line_count
            and line_sums.lines_amount <> orders.total_amount,
            false
        ) as may_not_add_up,
    from line_sums
    left join orders
        on line_sums.order_id = orders.order_id
    left join {{ meanings_of('order_status') }} as statuses
        on orders.order_status = statuses.written
    where
        orders.order_id is null
        or line_sums.line_number_count < line_sums.line_count
        or line_sums.least_quantity < 0
        or line_sums.lines_amount <> orders.total_amount

),

labelled as (

    select
        compared.order_id,
        compared.lines_amount,
        compared.total_amount,
        compared.discount_amount,
        compared.is_sale,
        compared.may_not_add_up,
        compared.is_order_unclean
        and suspected_orders.order_id is null as is_order_unknown,
        compared.is_order_unclean
        and suspected_orders.order_id is not null as is_order_quarantined,
        suspected_orders.reasons as order_reasons,
        compared.is_order_unclean
        or compared.may_repeat_line
        or (compared.has_negative_quantity and compared.is_sale)
            as has_suspected_lines,
    from compared
    left join suspected_orders
        on compared.order_id = suspected_orders.order_id

)

select * from labelled
