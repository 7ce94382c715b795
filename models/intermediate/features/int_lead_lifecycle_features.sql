with

known as (
    {{ known_individuals(
        'lead',
        known=ref('int_leads_known'),
        until='closed_at',
        condition='known.is_profiled',
    ) }}
),

features as (
    select
        lead_id,
        as_of_date,
        days_known,
    from known
)

select * from features
