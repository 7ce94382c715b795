with

propensity_models as (
    select * from {{ ref('int_purchase_propensity_models') }}
),

prototypes as (
    select * from {{ ref('int_kmeans_prototypes') }}
),

scalers as (
    select
        purpose,
        list(feature order by position) filter (where weight > 0) as features,
    from {{ ref('int_feature_scalers') }}
    group by purpose
),

dates as (
    select
        max(as_of_date) filter (where is_scoring_date) as as_of_date,
        max(learning_date) filter (where is_scoring_date) as learning_date,
        min(as_of_date) filter (where is_training_date) as trained_from,
        max(as_of_date) filter (where is_training_date) as trained_to,
        max(as_of_date) filter (where is_judging_date) as judged_on,
    from {{ ref('int_as_of_dates') }}
),

models as (
    select
        propensity_models.model_id,
        'purchase_{{ var("horizon_days") }}d' as model_name,
        'logistic regression' as algorithm,
        propensity_models.status,
        dates.trained_from,
        dates.trained_to,
        dates.judged_on,
        propensity_models.train_rows as row_count,
        scalers.features,
        propensity_models.auc,
        propensity_models.log_loss,
        propensity_models.brier,
        propensity_models.calibration_error,
        propensity_models.judge_base_rate as base_rate,
        cast(null as double) as silhouette,
        cast(null as integer) as segments,
    from propensity_models
    cross join dates
    left join scalers on scalers.purpose = 'propensity'
    union all
    select
        max(prototypes.model_id) as model_id,
        'kmeans' as model_name,
        'k-means' as algorithm,
        'fitted' as status,
        dates.learning_date as trained_from,
        dates.learning_date as trained_to,
        cast(null as date) as judged_on,
        cast(sum(prototypes.size) as bigint) as row_count,
        scalers.features,
        cast(null as double) as auc,
        cast(null as double) as log_loss,
        cast(null as double) as brier,
        cast(null as double) as calibration_error,
        cast(null as double) as base_rate,
        max(prototypes.silhouette) as silhouette,
        count(*) as segments,
    from prototypes
    cross join dates
    left join scalers on scalers.purpose = 'segmentation'
    group by dates.learning_date, scalers.features
),

registered as (
    select
        *,
        'customer' as entity,
        true as is_champion,
    from models
)

select * from registered
