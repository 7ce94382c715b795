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
    where vectors.purpose = 'propensity'
),

models as (
    select
        *,
        weights[1] as intercept,
        weights[2:] as coefficients,
    from {{ ref('int_purchase_propensity_models') }}
),

linear as (
    select
        vectors.customer_id,
        vectors.as_of_date,
        models.model_id,
        models.intercept
        + list_inner_product(vectors.vector, models.coefficients) as log_odds,
        models.calibration_lower_bounds,
        models.calibration_intercepts,
        models.calibration_slopes,
    from vectors
    cross join models
),

-- The calibration is a line for each stretch of the log-odds.
stretched as (
    select
        *,
        len(
            list_filter(
                calibration_lower_bounds, lambda bound: bound <= log_odds
            )
        ) as stretch,
    from linear
),

scored as (
    select
        customer_id,
        as_of_date,
        model_id,
        1 / (
            1 + exp(
                -calibration_intercepts[stretch]
                - calibration_slopes[stretch] * log_odds
            )
        ) as probability,
    from stretched
),

bounds as (
    select
        as_of_date,
        quantile_cont(
            probability, [.1, .2, .3, .4, .5, .6, .7, .8, .9]
        ) as bounds,
    from scored
    group by as_of_date
),

-- Equal probabilities are in one decile, so deciles need not be of one size.
in_deciles as (
    select
        scored.customer_id,
        scored.as_of_date,
        'purchase_{{ var("horizon_days") }}d' as score,
        scored.probability,
        1 + len(
            list_filter(
                bounds.bounds, lambda bound: bound < scored.probability
            )
        ) as decile,
        scored.model_id,
    from scored
    inner join bounds on scored.as_of_date = bounds.as_of_date
)

select * from in_deciles
