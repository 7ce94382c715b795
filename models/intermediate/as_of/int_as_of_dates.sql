{% set period_days = var('period_days') %}
{% set retrain_periods = var('retrain_periods') | int %}
with

scoring_date as (
    select as_of_date from {{ ref('int_scoring_date') }}
),

fingerprints as (
    select * from {{ ref('int_facts_fingerprinted') }}
),

-- Which date of the grid is the last one before the scoring date. The number
-- is negative before 2000, where `//` would round it up, beyond that date.
last_period as (
    select
        as_of_date as scoring_date,
        cast(
            floor((as_of_date - date '2000-01-01' - 1) / {{ period_days }})
            as bigint
        ) as period,
    from scoring_date
),

grid as (
    select
        date '2000-01-01'
        + cast((period - steps.step) * {{ period_days }} as integer)
            as as_of_date,
        scoring_date,
        {{ retrain_periods == 0 }}
        or (period - steps.step) % {{ [retrain_periods, 1] | max }} = 0
            as is_scheduled_to_learn,
    from last_period
    cross join range({{ var('history_periods') }}) as steps (step)
    union all
    select
        scoring_date as as_of_date,
        scoring_date,
        {{ retrain_periods == 0 }} as is_scheduled_to_learn,
    from last_period
),

dates as (
    select
        *,
        timezone(
            'UTC',
            timezone(
                '{{ var("reporting_timezone") }}',
                cast(as_of_date as timestamp)
            )
        ) as as_of_at,
        as_of_date + {{ var('horizon_days') }} as label_ends_on,
    from grid
),

-- Nothing can be said as of a date before the first fact.
described as (
    select dates.*
    from dates
    where
        dates.as_of_date = dates.scoring_date
        or dates.as_of_at > (select min(hour_at) from fingerprints)
),

cumulated as (
    select
        described.as_of_date,
        md5(
            string_agg(
                concat_ws(
                    '/',
                    known.fact,
                    known.row_count,
                    known.row_hashes
                ),
                '|' order by known.fact
            )
        ) as facts,
        cast(
            coalesce(
                sum(known.row_count) filter (known.fact = 'customers'), 0
            ) as bigint
        ) as customers_known,
    from described
    left join lateral (
        select
            fact,
            sum(row_count) as row_count,
            bit_xor(row_hashes) as row_hashes,
        from fingerprints
        where hour_at < described.as_of_at
        group by fact
    ) as known on true
    group by described.as_of_date
),

judged as (
    select max(as_of_date) as judging_date
    from described
    where as_of_date < scoring_date and label_ends_on <= scoring_date
),

with_roles as (
    select
        described.as_of_date,
        described.as_of_at,
        described.label_ends_on,
        described.as_of_date = described.scoring_date as is_scoring_date,
        described.as_of_date = judged.judging_date as is_judging_date,
        described.label_ends_on <= judged.judging_date
        and described.as_of_date < described.scoring_date as is_training_date,
        coalesce(
            max(described.as_of_date) filter (
                where described.is_scheduled_to_learn
            ) over up_to_date,
            min(described.as_of_date) over up_to_date
        ) as learning_date,
        lag(described.as_of_date) over up_to_date as previous_as_of_date,
        cumulated.facts,
        cumulated.customers_known,
    from described
    cross join judged
    inner join cumulated on described.as_of_date = cumulated.as_of_date
    window up_to_date as (order by described.as_of_date)
),

fingerprinted as (
    select
        as_of_date,
        as_of_at,
        label_ends_on,
        previous_as_of_date,
        learning_date,
        is_scoring_date,
        coalesce(is_judging_date, false) as is_judging_date,
        coalesce(is_training_date, false) as is_training_date,
        customers_known,
        md5(
            concat_ws(
                '|',
                facts,
                previous_as_of_date,
                learning_date,
                is_scoring_date
            )
        ) as fingerprint,
    from with_roles
)

select * from fingerprinted
