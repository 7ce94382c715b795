{% set is_monthly = var('period') == 'month' %}
{% set period_days = var('period_days') %}
{% set retrain_periods = var('retrain_periods') | int %}
with

scoring_date as (
    select as_of_date from {{ ref('int_scoring_date') }}
),

customers_counted as (
    select
        hour_at,
        row_count,
    from {{ ref('int_facts_fingerprinted') }}
    where fact = 'int_customers_known' and part = 'rows'
),

-- Periods are numbered from 2000-01-01, so that the grid does not move. This is
-- the last one that begins before the scoring date. The number is negative
-- before 2000, where `//` would round it up, past the scoring date.
last_period as (
    select
        as_of_date as scoring_date,
        {% if is_monthly %}
            12 * (year(as_of_date - 1) - 2000) + month(as_of_date - 1) - 1
                as period,
        {% else %}
            cast(
                floor((as_of_date - date '2000-01-01' - 1) / {{ period_days }})
                as bigint
            ) as period,
        {% endif %}
    from scoring_date
),

periods as (
    select
        last_period.scoring_date,
        last_period.period - steps.step as period,
    from last_period
    cross join range({{ var('history_periods') }}) as steps (step)
),

grid as (
    select
        {% if is_monthly %}
            make_date(
                (24000 + period) // 12, (24000 + period) % 12 + 1, 1
            ) as as_of_date,
        {% else %}
            date '2000-01-01' + cast(period * {{ period_days }} as integer)
                as as_of_date,
        {% endif %}
        scoring_date,
        {{ retrain_periods == 0 }}
        or period % {{ [retrain_periods, 1] | max }} = 0
            as is_scheduled_to_learn,
    from periods
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
                {{ text_of_var('reporting_timezone') }},
                cast(as_of_date as timestamp)
            )
        ) as as_of_at,
        as_of_date + {{ var('horizon_days') }} as label_ends_on,
    from grid
),

-- Before the first customer there is nothing to describe.
described as (
    select dates.*
    from dates
    where
        dates.as_of_date = dates.scoring_date
        or dates.as_of_at > (select min(hour_at) from customers_counted)
),

cumulated as (
    select
        described.as_of_date,
        cast(coalesce(sum(customers_counted.row_count), 0) as bigint)
            as customers_known,
    from described
    left join customers_counted
        on described.as_of_at > customers_counted.hour_at
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
        lag(described.as_of_date) over up_to_date as previous_as_of_date,
        coalesce(
            max(described.as_of_date) filter (
                where described.is_scheduled_to_learn
            ) over up_to_date,
            min(described.as_of_date) over up_to_date
        ) as learning_date,
        described.as_of_date = described.scoring_date as is_scoring_date,
        coalesce(described.as_of_date = judged.judging_date, false)
            as is_judging_date,
        coalesce(
            described.label_ends_on <= judged.judging_date
            and described.as_of_date < described.scoring_date,
            false
        ) as is_training_date,
        cumulated.customers_known,
    from described
    cross join judged
    inner join cumulated on described.as_of_date = cumulated.as_of_date
    window up_to_date as (order by described.as_of_date)
),

-- The rows of a date may depend on all columns of the date except the number of
-- customers, which only sizes batches.
fingerprinted as (
    select
        *,
        md5(
            concat_ws(
                '|',
                as_of_at,
                label_ends_on,
                coalesce(previous_as_of_date, as_of_date),
                learning_date,
                is_scoring_date,
                is_judging_date,
                is_training_date
            )
        ) as fingerprint,
    from with_roles
)

select * from fingerprinted
