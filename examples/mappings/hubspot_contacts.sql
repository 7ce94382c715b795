-- HubSpot: Contacts > Export, with all properties.

-- Columns that not every export has.
create view export as
from source
union all by name
select
    '' as "Associated Company",
    '' as "Associated Company IDs",
    '' as "Became a Customer Date",
    '' as "Country/Region",
    '' as "City",
    '' as "Create Date",
    '' as "Job Title",
    '' as "Last Activity Date",
    '' as "Lead Status",
    '' as "Lifecycle Stage",
    '' as "Original Source",
    '' as "Phone Number",
    '' as "Postal Code",
    '' as "Street Address",
    '' as "Unsubscribed from all email",
where false;

create view contacts as
select
    "Record ID" as contact_id,
    -- Of several companies, HubSpot names the primary one first.
    nullif(trim(split_part("Associated Company IDs", ';', 1)), '')
        as company_id,
    coalesce("Last Activity Date", "Create Date") as active_at,
    lower("Lifecycle Stage") as lifecycle_stage,
    *,
from export;

-- A lead without e-mail and phone is a row of crm_leads only, because nothing
-- would link its two rows.
create view crm_contacts as
select
    contact_id,
    "Email" as email,
    "Phone Number" as phone,
    "First Name" as first_name,
    "Last Name" as last_name,
    "Street Address" as address,
    "Postal Code" as postal_code,
    "City" as city,
    "Country/Region" as country_code,
    "Create Date" as created_at,
    active_at as updated_at,
from contacts
where
    "Email" is not null
    or "Phone Number" is not null
    or lifecycle_stage in ('subscriber', 'evangelist', 'other');

-- Subscribers are no leads yet. HubSpot has no date of disqualification: the
-- last activity stands in for it.
create view crm_leads as
select
    contact_id as lead_id,
    company_id,
    "Email" as email,
    "Phone Number" as phone,
    "First Name" as first_name,
    "Last Name" as last_name,
    "Job Title" as job_title,
    lower(replace("Original Source", ' ', '_')) as lead_source,
    "Create Date" as created_at,
    "Became a Customer Date" as converted_at,
    case
        when "Became a Customer Date" is null and "Lead Status" = 'UNQUALIFIED'
            then active_at
    end as lost_at,
    case
        when "Became a Customer Date" is null and "Lead Status" = 'UNQUALIFIED'
            then 'unqualified'
    end as lost_reason,
from contacts
where
    lifecycle_stage is null
    or lifecycle_stage not in ('subscriber', 'evangelist', 'other');

create view crm_companies as
select
    company_id,
    min(trim(split_part("Associated Company", ';', 1))) as name,
from contacts
where company_id is not null
group by company_id;

-- Only the refusal is recorded: a contact who did not unsubscribe has not
-- agreed. HubSpot has no date of it: the last activity stands in for it.
create view crm_consents as
select
    case when "Email" is null then 'contact_id' else 'email' end
        as identifier_type,
    coalesce("Email", contact_id) as identifier,
    'email' as channel,
    'marketing' as purpose,
    'no' as is_granted,
    'HubSpot: unsubscribed from all email' as proof,
    active_at as recorded_at,
from contacts
where lower("Unsubscribed from all email") in ('true', 'yes', '1');
