with

known as (
    {{ known_individuals(
        'company',
        known=ref('int_companies_known'),
    ) }}
),

features as (
    select
        company_id,
        as_of_date,
        days_known,
    from known
)

select * from features
