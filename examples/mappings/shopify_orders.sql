-- Shopify: Orders > Export > "Plain CSV file".
--
-- An order has one row per line item, and only its first row has the columns
-- of the order. This script creates shop_orders, shop_order_lines,
-- shop_accounts (the export names customers by e-mail or phone only) and
-- crm_consents.

-- Columns that not every export has.
create view export as
select *, row_number() over () as row_number
from (
    from source
    union all by name
    select
        '' as "Location",
        '' as "Phone",
        '' as "Source",
        '' as "Lineitem sku",
        '' as "Refunded Amount",
    where false
);

create view orders as
select
    "Name" as order_id,
    -- The customer's e-mail, or else the phone number.
    coalesce(lower(trim("Email")), "Phone", "Billing Phone") as account_id,
    regexp_replace("Created at", ' ([+-])', '\1') as created_at,
    regexp_replace("Cancelled at", ' ([+-])', '\1') as cancelled_at,
    lower("Financial Status") as financial_status,
    coalesce(try_cast("Refunded Amount" as decimal(18, 2)), 0) as refunded,
    *,
from export
where "Financial Status" is not null or "Total" is not null;

-- Voided, cancelled and refunded orders keep their amount; their status makes
-- them worth nothing. A voided payment was never made, so that order was never
-- worth anything. What is given back of any other order is a refund.
create view shop_orders as
select
    order_id,
    account_id,
    created_at as ordered_at,
    case when cancelled_at is not null then 'cancelled' else financial_status end
        as order_status,
    case when financial_status <> 'voided' then cancelled_at end
        as status_changed_at,
    null as refunded_order_id,
    "Currency" as currency,
    "Total" as total_amount,
    "Discount Amount" as discount_amount,
    "Taxes" as tax_amount,
    "Source" as sales_channel,
    "Location" as store_id,
    "Email" as email,
from orders
union all
-- The export has no date of the refund: it counts from the order's.
select
    order_id || '-refund' as order_id,
    account_id,
    created_at as ordered_at,
    'refund' as order_status,
    null as status_changed_at,
    order_id as refunded_order_id,
    "Currency" as currency,
    cast(-refunded as varchar) as total_amount,
    null as discount_amount,
    -- Tax is given back in proportion.
    cast(
        round(
            -refunded * try_cast("Taxes" as double)
            / nullif(try_cast("Total" as double), 0),
            2
        ) as decimal(18, 2)
    ) as tax_amount,
    "Source" as sales_channel,
    "Location" as store_id,
    "Email" as email,
from orders
where
    refunded > 0
    and cancelled_at is null
    and financial_status not in ('voided', 'refunded');

-- Lines are numbered in the order of the file. Numbers restart where the
-- columns of the order are filled, so that an order that is exported twice has
-- the same lines twice, which the build counts as duplicates.
create view numbered_lines as
select
    *,
    count("Financial Status") over (
        partition by "Name" order by row_number
    ) as occurrence,
from export;

create view shop_order_lines as
select
    "Name" as order_id,
    row_number() over (
        partition by "Name", occurrence order by row_number
    ) as line_number,
    coalesce("Lineitem sku", "Lineitem name") as sku,
    "Lineitem quantity" as quantity,
    "Lineitem price" as unit_price,
from numbered_lines
where "Lineitem name" is not null;

-- One row per customer, with the address of the latest order.
create view shop_accounts as
select
    account_id,
    arg_max("Email", ordered) as email,
    arg_max(coalesce("Phone", "Billing Phone", "Shipping Phone"), ordered)
        as phone,
    arg_max(regexp_extract(full_name, '^\S+'), ordered) as first_name,
    arg_max(regexp_extract(full_name, '\s+(.*)$', 1), ordered) as last_name,
    arg_max(coalesce("Billing Address1", "Shipping Address1"), ordered)
        as address,
    arg_max(coalesce("Billing Zip", "Shipping Zip"), ordered) as postal_code,
    arg_max(coalesce("Billing City", "Shipping City"), ordered) as city,
    arg_max(coalesce("Billing Country", "Shipping Country"), ordered)
        as country_code,
    arg_min(created_at, ordered) as created_at,
    arg_max(created_at, ordered) as updated_at,
from (
    select
        *,
        trim(coalesce("Billing Name", "Shipping Name")) as full_name,
        -- Rows without a date are the oldest.
        coalesce(
            try_cast(created_at as timestamptz), timestamptz '1900-01-01'
        ) as ordered,
    from orders
)
where account_id is not null
group by account_id;

create view crm_consents as
select
    'email' as identifier_type,
    "Email" as identifier,
    'email' as channel,
    'marketing' as purpose,
    "Accepts Marketing" as is_granted,
    'consent' as legal_basis,
    'Shopify order ' || order_id as proof,
    created_at as recorded_at,
from orders
where "Email" is not null and "Accepts Marketing" is not null;
