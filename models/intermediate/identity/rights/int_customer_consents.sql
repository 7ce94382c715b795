with

consents as (
    select * from {{ ref('int_identifier_consents') }}
),

identifiers as (
    select * from {{ ref('int_customer_identifiers') }}
),

restored as (
    select * from {{ ref('int_refusals_restored') }}
    where channel != 'all'
),

-- By any identifier. A refusal on a shared identifier applies to all customers
-- who have it. A consent is from one of them, and it is unknown which one.
attached as (
    select
        identifiers.customer_id,
        consents.channel,
        consents.purpose,
        consents.is_granted,
        consents.legal_basis,
        consents.proof,
        consents.identifier_type,
        consents.recorded_at,
    from consents
    inner join identifiers
        on
            consents.identifier_type = identifiers.identifier_type
            and consents.identifier = identifiers.identifier
    where not (consents.is_granted and identifiers.is_shared)
    union all
    -- Refusals of earlier runs that are no longer delivered.
    select
        customer_id,
        channel,
        purpose,
        false as is_granted,
        null as legal_basis,
        null as proof,
        null as identifier_type,
        recorded_at,
    from restored
),

last_words as (
    select *
    from attached
    qualify
        row_number() over (
            partition by customer_id, channel, purpose
            order by
                recorded_at desc,
                is_granted asc,
                identifier_type asc,
                legal_basis asc,
                proof asc
        ) = 1
)

select * from last_words
