with

records as (
    select
        *,
        coalesce('siren:' || siren, 'vat:' || vat_id) as registration,
    from {{ ref('int_companies_standardised') }}
),

-- If exactly one company with a name and place, or a name and domain, has a
-- number, a record with that name and no number is the same company.
names_registered as (
    select
        name,
        postal_code,
        min(registration) as registration,
        max(domain) as domain,
    from records
    where registration is not null
    group by name, postal_code
    having
        count(distinct registration) = 1
        and count(distinct domain) <= 1
),

domains_registered as (
    select
        name,
        domain,
        min(registration) as registration,
    from records
    where registration is not null
    group by name, domain
    having count(distinct registration) = 1
),

attached as (
    select
        records.*,
        case
            when records.registration is not null then records.registration
            when domains_registered.registration is not null
                then domains_registered.registration
            when
                coalesce(records.domain = names_registered.domain, true)
                then names_registered.registration
        end as known_registration,
    from records
    left join domains_registered
        on
            records.name = domains_registered.name
            and records.domain = domains_registered.domain
    left join names_registered
        on
            records.name = names_registered.name
            and records.postal_code = names_registered.postal_code
),

-- Companies without a number are the same if name and place are equal and their
-- domains do not differ.
grouped as (
    select
        *,
        min(company_id) over one_name as first_of_name,
        min(company_id) over one_domain as first_of_domain,
        min(domain) over one_name
        = max(domain) over one_name as has_one_domain,
        max(domain) over one_name is null as has_no_domain,
    from attached
    window
        one_name as (
            partition by name, postal_code, known_registration is null
        ),
        one_domain as (
            partition by name, postal_code, domain, known_registration is null
        )
),

resolved as (
    select
        company_id as record_key,
        case
            when known_registration is not null then known_registration
            when name is null or postal_code is null
                then 'record:' || company_id
            when has_one_domain or has_no_domain
                then 'record:' || first_of_name
            when domain is not null then 'record:' || first_of_domain
            else 'record:' || company_id
        end as company_id,
        case
            when registration is not null and siren is not null then 'siren'
            when registration is not null then 'vat_id'
            when known_registration is not null then 'name_of_registered'
            else 'name_and_place'
        end as resolved_by,
    from grouped
)

select * from resolved
