-- From UCI Online Retail to strata's raw tables.
--
-- `source` is the file in its original columns: InvoiceNo, StockCode,
-- Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country. Each view
-- below becomes a raw table of its name. Nothing is cleaned here: the checks of
-- the build say what is wrong with a row, and keep it.

-- One row per invoice line. A line that stands twice in the file gets the same
-- number twice, so that the build counts it as an exact duplicate.
create view shop_order_lines as
select
    InvoiceNo as order_id,
    dense_rank() over (
        partition by InvoiceNo
        order by StockCode, Description, Quantity, UnitPrice, InvoiceDate
    ) as line_number,
    StockCode as sku,
    -- Postage, fees, samples and manual corrections are no products.
    case
        when regexp_matches(StockCode, '^[0-9]{5}') then 'product'
        else 'other'
    end as category,
    Quantity as quantity,
    UnitPrice as unit_price,
from source;

-- One row per invoice: the sum of its distinct lines. An invoice whose number
-- begins with C gives money back: its amount is negative, so it is a refund.
create view shop_orders as
with lines as (
    select distinct *
    from source
)

select
    InvoiceNo as order_id,
    -- The file holds the customer's number as a float, "17850.0".
    regexp_replace(min(cast(CustomerID as varchar)), '\.0$', '') as account_id,
    min(InvoiceDate) as ordered_at,
    case
        when InvoiceNo like 'C%' then 'refund'
        else 'completed'
    end as order_status,
    'GBP' as currency,
    sum(
        cast(Quantity as decimal(18, 2)) * cast(UnitPrice as decimal(18, 3))
    ) as total_amount,
    'online' as sales_channel,
from lines
group by InvoiceNo;
