with

dates as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where {{ is_due('as_of_date') }}
),

vectors as (
    select vectors.*
    from {{ ref('int_customer_vectors') }} as vectors
    inner join dates on vectors.as_of_date = dates.as_of_date
    where vectors.use = 'propensity'
),

models as (
    select * from {{ ref('int_propensity_models') }}
    where entity = 'customer'
),

scored as (
    {{ linear_score('vectors', 'models', key='customer_id') }}
),

deciles as (
    select
        as_of_date,
        score,
        quantile_cont(
            probability, [.1, .2, .3, .4, .5, .6, .7, .8, .9]
        ) as bounds,
    from scored
    group by as_of_date, score
),

-- Equal probabilities have the same decile, so deciles may differ in size.
in_deciles as (
    select
        scored.customer_id,
        scored.as_of_date,
        scored.score,
        scored.probability,
        1 + len(
            list_filter(
                deciles.bounds, lambda bound: bound < scored.probability
            )
        ) as decile,
        scored.model_id,
    from scored
    inner join deciles
        on
            scored.as_of_date = deciles.as_of_date
            and scored.score = deciles.score
)

select * from in_deciles
