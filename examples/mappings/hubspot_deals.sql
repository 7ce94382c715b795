-- HubSpot: Deals > Export, with all properties and associations.
--
-- Keys are those of hubspot_contacts.sql.

-- Columns that not every export has.
create view export as
from source
union all by name
select
    '' as "Associated Company",
    '' as "Associated Company IDs",
    '' as "Associated Contact IDs",
    '' as "Currency",
    '' as "Deal owner",
where false;

create view deals as
select
    lower(trim("Deal Stage")) as deal_stage,
    nullif(trim(split_part("Associated Company IDs", ';', 1)), '')
        as company_id,
    nullif(trim(split_part("Associated Contact IDs", ';', 1)), '') as lead_id,
    *,
from export;

-- The export has the present stage of a deal. A closed deal entered it on its
-- close date; that of an open deal is only planned.
create view crm_opportunities as
select
    "Record ID" as opportunity_id,
    lead_id,
    company_id,
    "Deal owner" as owner,
    case deal_stage
        when 'closed won' then 'won'
        when 'closed lost' then 'lost'
        else replace(deal_stage, ' ', '_')
    end as stage,
    case
        when deal_stage in ('closed won', 'closed lost')
            then coalesce("Close Date", "Create Date")
        else "Create Date"
    end as stage_entered_at,
    "Amount" as amount,
    "Currency" as currency,
from deals;

create view crm_companies as
select
    company_id,
    min(trim(split_part("Associated Company", ';', 1))) as name,
from deals
where company_id is not null
group by company_id;
