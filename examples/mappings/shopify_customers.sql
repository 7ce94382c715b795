-- Shopify: Customers > Export > "Plain CSV file".

-- The export says what holds on the day that it was made, but not which day
-- that is. Change this if it is older than a day.
create view export_days as select current_date - 1 as exported_on;

create view export as
from source
union all by name
select '' as "Accepts SMS Marketing", '' as "Default Address Phone", where false;

create view shop_accounts as
select
    -- Shopify marks ids as text with an apostrophe.
    ltrim("Customer ID", '''') as account_id,
    "Email" as email,
    ltrim(coalesce("Phone", "Default Address Phone"), '''') as phone,
    "First Name" as first_name,
    "Last Name" as last_name,
    "Default Address Address1" as address,
    "Default Address Zip" as postal_code,
    "Default Address City" as city,
    "Default Address Country Code" as country_code,
from export;

create view answers as
select
    'email' as identifier_type,
    "Email" as identifier,
    'email' as channel,
    lower("Accepts Email Marketing") as is_granted,
from export
union all
select 'phone', ltrim("Phone", ''''), 'sms', lower("Accepts SMS Marketing")
from export;

-- A refusal holds from the beginning, too, so that a run for an earlier day
-- does not take it for unknown.
create view crm_consents as
select
    identifier_type,
    identifier,
    channel,
    'marketing' as purpose,
    is_granted,
    'consent' as legal_basis,
    'Shopify customer' as proof,
    unnest(
        case
            when is_granted = 'yes' then [exported_on]
            else [exported_on, date '2000-01-01']
        end
    ) as recorded_at,
from answers, export_days
where identifier is not null and is_granted is not null;
