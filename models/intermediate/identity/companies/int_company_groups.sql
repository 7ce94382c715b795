with recursive

companies as (
    select
        company_ids.company_id,
        companies.parent_company_id,
        companies.updated_at,
        companies.company_id as record_key,
    from {{ ref('int_company_ids') }} as company_ids
    inner join {{ ref('int_companies_standardised') }} as companies
        on company_ids.record_key = companies.company_id
),

-- Of several records that name a parent the newest counts; nobody is their own.
parents as (
    select
        companies.company_id,
        arg_max(
            parents.company_id,
            (
                coalesce(companies.updated_at, timestamp '1900-01-01'),
                companies.record_key
            )
        ) as parent_id,
    from companies
    inner join {{ ref('int_company_ids') }} as parents
        on companies.parent_company_id = parents.record_key
    where companies.company_id <> parents.company_id
    group by companies.company_id
),

-- From each company upwards, until there is no parent or one comes again.
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

-- The last one; in a circle, where there is none, the first by id of all.
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
