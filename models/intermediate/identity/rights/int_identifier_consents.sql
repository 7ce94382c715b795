with

consents as (
    select * from {{ ref('int_consents_understood') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date') }}
),

-- The latest statement counts; at equal times the refusal wins.
last_words as (
    select
        consents.identifier_type,
        consents.identifier,
        consents.channel,
        consents.purpose,
        consents.is_granted,
        consents.legal_basis,
        consents.proof,
        consents.recorded_at,
    from consents
    inner join scoring_date on consents.recorded_at < scoring_date.as_of_at
    qualify
        row_number() over (
            partition by
                consents.identifier_type,
                consents.identifier,
                consents.channel,
                consents.purpose
            order by
                consents.recorded_at desc,
                consents.is_granted asc,
                consents.legal_basis asc,
                consents.proof asc
        ) = 1
)

select * from last_words
