-- Salesforce: the object Account from Data Export or Data Loader.
--
-- Columns have their API names.

-- Columns that not every export has.
create view export as
from source
union all by name
select
    '' as "AnnualRevenue",
    '' as "BillingCity",
    '' as "BillingCountry",
    '' as "BillingCountryCode",
    '' as "BillingPostalCode",
    '' as "IsDeleted",
    '' as "LastModifiedDate",
    '' as "NumberOfEmployees",
    '' as "ParentId",
    '' as "Website",
where false;

-- Deleted accounts are in the recycle bin. Times are in UTC.
create view crm_companies as
select
    "Id" as company_id,
    "ParentId" as parent_company_id,
    "Name" as name,
    lower(
        regexp_extract("Website", '^(?:https?://)?(?:www\.)?([^/:?#\s]+)', 1, 'i')
    ) as domain,
    "NumberOfEmployees" as employee_count,
    "AnnualRevenue" as annual_revenue,
    "BillingPostalCode" as postal_code,
    "BillingCity" as city,
    coalesce("BillingCountryCode", "BillingCountry") as country_code,
    case
        when regexp_matches("LastModifiedDate", ':\d\d(\.\d+)?$')
            then "LastModifiedDate" || 'Z'
        else "LastModifiedDate"
    end as updated_at,
from export
where coalesce(lower("IsDeleted"), 'false') not in ('true', '1');
