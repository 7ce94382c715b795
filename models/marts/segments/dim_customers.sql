with

customers as (
    select
        known.*,
        merged.* exclude (customer_id),
    from {{ ref('int_customers_known') }} as known
    inner join {{ ref('int_customers_merged') }} as merged
        on known.customer_id = merged.customer_id
),

communes as (
    select
        commune_code,
        department_code,
        urban_class,
    from {{ ref('int_communes_standardised') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date') }}
),

described as (
    select
        customers.customer_id,
        customers.gender,
        case
            when customers.birth_date is null then null
            when date_sub('year', customers.birth_date, dates.as_of_date) < 25
                then 'under 25'
            when date_sub('year', customers.birth_date, dates.as_of_date) < 35
                then '25-34'
            when date_sub('year', customers.birth_date, dates.as_of_date) < 50
                then '35-49'
            when date_sub('year', customers.birth_date, dates.as_of_date) < 65
                then '50-64'
            else '65 and over'
        end as age_band,
        customers.country_code,
        -- If the commune is unknown, the department is that of the postal code.
        case
            when coalesce(customers.country_code, 'FR') != 'FR' then null
            when communes.department_code is not null
                then communes.department_code
            when regexp_matches(customers.postal_code, '^[0-9]{5}$')
                then {{ department_of('customers.postal_code') }}
            -- Four digits may be Belgian: then the country must be known.
            when
                customers.country_code = 'FR'
                or starts_with(customers.postal_code, 'F')
                then {{ department_of(french_code('customers.postal_code')) }}
        end as department_code,
        case
            when coalesce(customers.country_code, 'FR') = 'FR'
                then communes.urban_class
        end as urban_class,
        year(customers.known_at) as known_year,
        customers.is_profiled,
    from customers
    inner join scoring_date as dates on customers.known_at < dates.as_of_at
    left join communes on customers.commune_code = communes.commune_code
),

-- k-anonymity: in small groups attributes become null until the group is large
-- enough. The year goes first, because fct_customer_features has the days, then
-- the most identifying attributes. A join shows which customers have no
-- features, so is_profiled is one of the attributes.
{% set attributes = [
    'known_year', 'department_code', 'urban_class', 'age_band', 'gender',
    'country_code', 'is_profiled',
] -%}
{% for attribute in attributes -%}
    without_{{ attribute }} as (
        select
            * replace (
                case
                    when
                        count(*) over (
                            partition by {{ attributes | join(', ') }}
                        ) >= {{ quality_threshold('least_people_alike') }}
                        then {{ attribute }}
                end as {{ attribute }}
            ),
        from
            {{ 'without_' ~ loop.previtem if not loop.first else 'described' }}
    ){{ "," if not loop.last }}

{% endfor -%}
select * from without_is_profiled
