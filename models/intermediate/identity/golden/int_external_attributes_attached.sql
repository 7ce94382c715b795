{#- How each identifier type is standardised; other types are unknown. -#}
{%- set identifier_types = {
    'contact_id': 'identifier',
    'account_id': 'identifier',
    'lead_id': 'identifier',
    'email': 'identifier',
    'phone': 'identifier',
    'visitor_id': 'identifier',
    'social_handle': standardised_handle('identifier'),
    'company_id': 'identifier',
    'siren': "substr(regexp_replace(identifier, '\\D', '', 'g'), 1, 9)",
    'insee_code': 'identifier',
} -%}

with

attributes as (
    select
        *,
        case identifier_type
            {% for identifier_type, form in identifier_types.items() -%}
                when '{{ identifier_type }}' then {{ form }}
            {% endfor -%}
        end as standard_identifier,
    from {{ ref('int_external_attributes_cleaned') }}
),

owners as (
    select * from {{ ref('int_identifier_owners') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date') }}
),

-- The customers of a place depend on the golden records, which are built later.
judged as (
    select
        attributes.identifier_type,
        attributes.identifier,
        attributes.attribute,
        attributes.value,
        attributes.provider,
        attributes.known_at,
        case
            when attributes.known_at >= scoring_date.as_of_at
                then 'not_yet_known'
            when attributes.identifier_type = 'insee_code' then 'place'
            when owners.owner_status is not null then owners.owner_status
            when
                attributes.identifier_type in (
                    {% for identifier_type in identifier_types -%}
                        '{{ identifier_type }}'{{ "," if not loop.last }}
                    {% endfor -%}
                )
                then 'unknown_identifier'
            else 'unknown_type'
        end as status,
        case when status = 'attached' then owners.customer_id end
            as customer_id,
        case when status = 'attached' then owners.company_id end as company_id,
        case when status = 'place' then attributes.standard_identifier end
            as insee_code,
    from attributes
    cross join scoring_date
    left join owners
        on
            attributes.identifier_type = owners.identifier_type
            and attributes.standard_identifier = owners.identifier
),

-- The latest value of a provider. At equal times the first identifier wins.
ranked as (
    select
        *,
        count(distinct value) over one_owner as candidates,
        row_number() over (
            one_owner
            order by known_at desc, identifier_type asc, identifier asc
        ) = 1 as is_latest,
    from judged
    where status in ('attached', 'place')
    window one_owner as (
        partition by customer_id, company_id, insee_code, attribute, provider
    )
),

attached as (
    select * from ranked
    union all by name
    select
        *,
        false as is_latest,
    from judged
    where status not in ('attached', 'place')
)

select * from attached
