-- WooCommerce: orders of "Order Export & Order Import" or "Import Export Suite".
--
-- One row per order, with the columns line_item_1, line_item_2, … such as
-- "name:Mug|product_id:12|sku:MUG|quantity:2|total:20.00|sub_total:20.00".

-- Columns that not every export has.
create view export as
select *
from source
union all by name
select
    '' as refund_items,
    '' as discount_total,
    '' as order_currency,
    '' as customer_id,
    '' as customer_user,
    '' as line_item_1,
where false;

-- A guest has the customer id 0 and is known by e-mail, or else by phone.
create view orders as
select
    order_id::varchar as key,
    coalesce(
        nullif(coalesce(customer_id, customer_user)::varchar, '0'),
        lower(trim(billing_email)),
        billing_phone
    ) as account_id,
    regexp_replace(lower(status), '^wc-', '') as order_status,
    *,
from export;

-- A cancelled, failed or refunded order keeps its amount; its status makes it
-- worth nothing. What is given back of any other order is a refund.
create view shop_orders as
select
    key as order_id,
    account_id,
    order_date::varchar as ordered_at,
    status as order_status,
    null as refunded_order_id,
    order_currency as currency,
    order_total::varchar as total_amount,
    discount_total as discount_amount,
    tax_total as tax_amount,
    'online' as sales_channel,
    billing_email as email,
from orders
union all
-- "amount:10.00|reason:damaged|date:2025-03-01 10:00:00", several joined by ;
select
    key || '-refund-' || number as order_id,
    account_id,
    coalesce(
        nullif(regexp_extract(refund, 'date:([\d: -]+\d)', 1), ''),
        order_date::varchar
    ) as ordered_at,
    'refund' as order_status,
    key as refunded_order_id,
    order_currency as currency,
    '-' || regexp_extract(refund, 'amount:-?([\d.]+)', 1) as total_amount,
    null as discount_amount,
    null as tax_amount,
    'online' as sales_channel,
    billing_email as email,
from (
    select
        *,
        unnest(string_split(refund_items, ';')) as refund,
        generate_subscripts(string_split(refund_items, ';'), 1) as number,
    from orders
)
where
    regexp_matches(refund, 'amount:-?[\d.]+')
    and order_status not in ('cancelled', 'failed', 'trash', 'refunded');

create view shop_order_lines as
select
    key as order_id,
    regexp_extract(line, '\d+$') as line_number,
    coalesce(
        nullif(regexp_extract(item, '(^|\|)sku:([^|]*)', 2), ''),
        nullif(regexp_extract(item, '(^|\|)product_id:([^|]*)', 2), ''),
        nullif(regexp_extract(item, '(^|\|)name:([^|]*)', 2), '')
    ) as sku,
    regexp_extract(item, '(^|\|)quantity:([^|]*)', 2) as quantity,
    cast(
        try_cast(regexp_extract(item, '(^|\|)total:([^|]*)', 2) as double)
        / nullif(
            try_cast(
                regexp_extract(item, '(^|\|)quantity:([^|]*)', 2) as double
            ),
            0
        ) as decimal(18, 2)
    ) as unit_price,
from (
    unpivot (select key, columns('^line_item_\d+$')::varchar from orders)
    on columns('^line_item_')
    into name line value item
);

-- One row per customer, with the address of the latest order.
create view shop_accounts as
select
    account_id,
    arg_max(billing_email, key) as email,
    arg_max(billing_phone, key) as phone,
    arg_max(billing_first_name, key) as first_name,
    arg_max(billing_last_name, key) as last_name,
    arg_max(billing_address_1, key) as address,
    arg_max(billing_postcode, key) as postal_code,
    arg_max(billing_city, key) as city,
    arg_max(billing_country, key) as country_code,
    arg_min(order_date::varchar, key) as created_at,
    arg_max(order_date::varchar, key) as updated_at,
from (
    -- Order numbers rise, so the longest and last is the latest.
    select * replace (lpad(key, 20, '0') as key)
    from orders
)
where account_id is not null
group by account_id;
