-- Salesforce: the object Lead from Data Export or Data Loader.
--
-- Columns have their API names.

-- Columns that not every export has.
create view export as
from source
union all by name
select
    '' as "ConvertedAccountId",
    '' as "ConvertedDate",
    '' as "DoNotCall",
    '' as "HasOptedOutOfEmail",
    '' as "IsDeleted",
    '' as "LastModifiedDate",
    '' as "LeadSource",
    '' as "MobilePhone",
    '' as "Phone",
    '' as "Title",
where false;

-- Times are in UTC; Data Export does not say so. Deleted leads are in the
-- recycle bin.
create view leads as
select
    * replace (
        case
            when regexp_matches("CreatedDate", ':\d\d(\.\d+)?$')
                then "CreatedDate" || 'Z'
            else "CreatedDate"
        end as "CreatedDate",
        case
            when regexp_matches("LastModifiedDate", ':\d\d(\.\d+)?$')
                then "LastModifiedDate" || 'Z'
            else "LastModifiedDate"
        end as "LastModifiedDate"
    ),
    lower("Status") as lead_status,
from export
where coalesce(lower("IsDeleted"), 'false') not in ('true', '1');

-- A lead that is closed without a conversion is lost. Salesforce has no date of
-- it: the last change stands in for it.
create view crm_leads as
select
    "Id" as lead_id,
    "ConvertedAccountId" as company_id,
    "Email" as email,
    coalesce("Phone", "MobilePhone") as phone,
    "FirstName" as first_name,
    "LastName" as last_name,
    "Title" as job_title,
    lower(replace("LeadSource", ' ', '_')) as lead_source,
    "CreatedDate" as created_at,
    "ConvertedDate" as converted_at,
    case when is_lost then "LastModifiedDate" end as lost_at,
    case when is_lost then lead_status end as lost_reason,
from (
    select
        *,
        "ConvertedDate" is null and (
            contains(lead_status, 'not converted')
            or lead_status in ('unqualified', 'disqualified', 'dead')
        ) as is_lost,
    from leads
);

-- Only refusals are recorded: a lead who did not opt out has not agreed.
create view crm_consents as
select
    'email' as identifier_type,
    "Email" as identifier,
    'email' as channel,
    'marketing' as purpose,
    'no' as is_granted,
    'Salesforce: email opt out' as proof,
    coalesce("LastModifiedDate", "CreatedDate") as recorded_at,
from leads
where
    "Email" is not null and lower("HasOptedOutOfEmail") in ('true', '1')
union all
select
    'phone',
    coalesce("Phone", "MobilePhone"),
    'phone',
    'marketing',
    'no',
    'Salesforce: do not call',
    coalesce("LastModifiedDate", "CreatedDate"),
from leads
where
    coalesce("Phone", "MobilePhone") is not null
    and lower("DoNotCall") in ('true', '1');
