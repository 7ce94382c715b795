-- Klaviyo: a list or segment > Manage > Export, with all columns.

-- Columns that not every export has.
create view export as
from source
union all by name
select
    '' as "Address",
    '' as "City",
    '' as "Country",
    '' as "Date Added",
    '' as "Email Marketing Consent",
    '' as "Email Marketing Consent Timestamp",
    '' as "First Name",
    '' as "Last Active",
    '' as "Last Name",
    '' as "Phone Number",
    '' as "Profile Created On",
    '' as "SMS Consent Timestamp",
    '' as "SMS Marketing Consent",
    '' as "Zip Code",
where false;

create view profiles as
select
    coalesce("Profile Created On", "Date Added") as created_at,
    coalesce("Last Active", "Date Added", "Profile Created On") as active_at,
    *,
from export;

create view crm_contacts as
select
    "Klaviyo ID" as contact_id,
    "Email" as email,
    "Phone Number" as phone,
    "First Name" as first_name,
    "Last Name" as last_name,
    "Address" as address,
    "Zip Code" as postal_code,
    "City" as city,
    "Country" as country_code,
    created_at,
    active_at as updated_at,
from profiles;

-- NEVER_SUBSCRIBED is neither a yes nor a no. Without a time of the choice, the
-- last activity stands in for that of a no, and the creation of the profile
-- for that of a yes.
create view crm_consents as
select
    identifier_type,
    identifier,
    channel,
    'marketing' as purpose,
    case when answer = 'SUBSCRIBED' then 'yes' else 'no' end as is_granted,
    'consent' as legal_basis,
    'Klaviyo profile ' || "Klaviyo ID" as proof,
    coalesce(
        answered_at, if(answer = 'SUBSCRIBED', created_at, active_at)
    ) as recorded_at,
from (
    select
        'email' as identifier_type,
        "Email" as identifier,
        'email' as channel,
        upper("Email Marketing Consent") as answer,
        "Email Marketing Consent Timestamp" as answered_at,
        *,
    from profiles
    union all
    select
        'phone',
        "Phone Number",
        'sms',
        upper("SMS Marketing Consent"),
        "SMS Consent Timestamp",
        *,
    from profiles
)
where
    identifier is not null
    and answer is not null
    and answer not in ('NEVER_SUBSCRIBED', 'NEVER SUBSCRIBED', '');
