-- Salesforce: the object Opportunity from Data Export or Data Loader.
--
-- Columns have their API names. Accounts are those of salesforce_accounts.sql.

-- Columns that not every export has.
create view export as
from source
union all by name
select
    '' as "AccountId",
    '' as "CurrencyIsoCode",
    '' as "IsClosed",
    '' as "IsDeleted",
    '' as "IsWon",
    '' as "LastStageChangeDate",
    '' as "OwnerId",
where false;

create view opportunities as
select
    lower("IsWon") in ('true', '1')
    or lower("StageName") = 'closed won' as is_won,
    lower("IsClosed") in ('true', '1')
    or lower("StageName") in ('closed won', 'closed lost') as is_closed,
    *,
from export
where coalesce(lower("IsDeleted"), 'false') not in ('true', '1');

-- The export has the present stage. The close date of an open opportunity is
-- only planned.
create view crm_opportunities as
select
    "Id" as opportunity_id,
    "AccountId" as company_id,
    "OwnerId" as owner,
    case
        when is_won then 'won'
        when is_closed then 'lost'
        else lower(replace("StageName", ' ', '_'))
    end as stage,
    case
        when is_closed then "CloseDate"
        -- Times are in UTC; Data Export does not say so.
        when regexp_matches(entered_at, ':\d\d(\.\d+)?$') then entered_at || 'Z'
        else entered_at
    end as stage_entered_at,
    "Amount" as amount,
    "CurrencyIsoCode" as currency,
from (
    select *, coalesce("LastStageChangeDate", "CreatedDate") as entered_at
    from opportunities
);
