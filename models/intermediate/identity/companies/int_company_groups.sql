with recursive

company_ids as (
    select * from {{ ref('int_company_ids') }}
),

records as (
    select * from {{ ref('int_companies_standardised') }}
),

companies as (
    select
        company_ids.company_id,
        records.parent_company_id,
        records.updated_at,
        records.company_id as record_key,
    from company_ids
    inner join records on company_ids.record_key = records.company_id
),

-- If several records have a parent, the newest counts. No company is its own
-- parent.
parents as (
    select
        companies.company_id,
        arg_max(
            company_ids.company_id,
            (
                coalesce(companies.updated_at, timestamp '1900-01-01'),
                companies.record_key
            )
        ) as parent_id,
    from companies
    inner join company_ids
        on companies.parent_company_id = company_ids.record_key
    where companies.company_id <> company_ids.company_id
    group by companies.company_id
),

-- From each company upwards, until there is no parent or a parent repeats.
ancestors as (
    select distinct
        company_id,
        company_id as ancestor_id,
        [company_id] as path,
    from companies
    union all
    select
        ancestors.company_id,
        parents.parent_id as ancestor_id,
        list_append(ancestors.path, parents.parent_id) as path,
    from ancestors
    inner join parents on ancestors.ancestor_id = parents.company_id
    where not list_contains(ancestors.path, parents.parent_id)
),

-- The company at the top; in a cycle, which has none, the first by id.
tops as (
    select
        ancestors.company_id,
        coalesce(
            max(ancestors.ancestor_id) filter (
                where parents.parent_id is null
            ),
            min(ancestors.ancestor_id)
        ) as group_id,
    from ancestors
    left join parents on ancestors.ancestor_id = parents.company_id
    group by ancestors.company_id
),

grouped as (
    select
        tops.company_id,
        parents.parent_id as parent_company_id,
        tops.group_id,
    from tops
    left join parents on tops.company_id = parents.company_id
)

select * from grouped
