-- WooCommerce: customers of "Export and Import Users and Customers".
--
-- One row per user, with the keys that the orders have.

create view export as
from source
union all by name
select
    '' as "ID",
    '' as billing_phone,
    '' as billing_address_1,
    '' as billing_postcode,
    '' as billing_city,
    '' as billing_country,
    '' as billing_email,
    '' as first_name,
    '' as last_name,
    '' as billing_first_name,
    '' as billing_last_name,
    '' as user_registered,
    '' as customer_id,
where false;

create view shop_accounts as
select
    coalesce(customer_id, "ID") as account_id,
    coalesce(user_email, billing_email) as email,
    billing_phone as phone,
    coalesce(first_name, billing_first_name) as first_name,
    coalesce(last_name, billing_last_name) as last_name,
    billing_address_1 as address,
    billing_postcode as postal_code,
    billing_city as city,
    billing_country as country_code,
    user_registered as created_at,
from export;
