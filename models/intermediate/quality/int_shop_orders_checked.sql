with

compared_orders as (

    select * from {{ ref('int_shop_orders_compared') }}
    where may_not_add_up

),

suspected_lines as (

    select * from {{ ref('int_shop_order_lines_suspected') }}

),

-- If lines were checked one by one, only the clean ones count.
clean_sums as (

    select
        order_id,
        sum(quantity * unit_price) as lines_amount,
    from suspected_lines
    where len(quarantine_reasons) = 0
    group by all

),

sums as (

    select
        compared_orders.order_id,
        compared_orders.total_amount,
        compared_orders.discount_amount,
        case
            when compared_orders.has_suspected_lines
                then clean_sums.lines_amount
            else compared_orders.lines_amount
        end as lines_amount,
    from compared_orders
    left join clean_sums
        on compared_orders.order_id = clean_sums.order_id

),

-- Prices may include the discount or not, and a refund may list its articles
-- with either sign. The order adds up if it does in one of these ways.
differences as (

    select
        order_id,
        total_amount,
        lines_amount,
        least(
            abs(abs(lines_amount) - abs(total_amount)),
            abs(abs(lines_amount) - discount_amount - abs(total_amount))
        ) as difference,
    from sums

),

failed_checks as (

    select
        'shop_orders' as entity,
        order_id as record_key,
        null as row_hash,
        'lines_do_not_add_up' as check_name,
        null as column_name,
        'lines ' || lines_amount || ', order ' || total_amount as detail,
        'count' as consequence,
        1 as row_count,
    from differences
    where
        difference > {{ quality_threshold('line_sum_tolerance_amount') }}
        and difference
        > {{ quality_threshold('line_sum_tolerance_share') }}
        * abs(total_amount)

)

select * from failed_checks
