with

compared_orders as (

    select * from {{ ref('int_shop_orders_compared') }}

),

suspected_orders as (

    select coalesce(order_id, '') as bulk_key
    from compared_orders
    where has_suspected_lines

),

{% call(rows) suspected_rows(
    'shop_order_lines',
    ref('stg_shop__order_lines'),
    key=['order_id', 'line_number'],
    bulk_key=['order_id'],
    suspect_keys='suspected_orders',
) -%}
    select {{ failed_check('orphan_line', 'order_id') }}
    from {{ rows }}
    semi join compared_orders
        on
            bulk_key = compared_orders.order_id
            and compared_orders.is_order_unknown

    union all

    -- A line shares the reasons of its order.
    select {{ failed_check(
        'order_quarantined', 'order_id', 'compared_orders.order_reasons'
    ) }}
    from {{ rows }}
    inner join compared_orders
        on
            bulk_key = compared_orders.order_id
            and compared_orders.is_order_quarantined

    union all

    select {{ failed_check('negative_quantity', 'quantity') }}
    from {{ rows }}
    semi join compared_orders
        on
            bulk_key = compared_orders.order_id
            and compared_orders.is_sale
    where quantity < 0
{%- endcall %}
