with

propensity_models as (
    select * from {{ ref('int_propensity_models') }}
),

prototypes as (
    select * from {{ ref('int_prototypes') }}
),

uses as (
    select
        entity,
        use,
        list(feature order by position) filter (where weight > 0) as features,
    from {{ ref('int_feature_scalers') }}
    group by entity, use
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

partitions as (
    select
        entity,
        use,
        scheme,
        algorithm,
        model_id,
        status,
        max(silhouette) as silhouette,
        count(distinct segment_id) as segments,
        cast(sum(size) as bigint) as row_count,
    from prototypes
    group by entity, use, scheme, algorithm, model_id, status
),

models as (
    select
        propensity_models.model_id,
        propensity_models.score as model_name,
        propensity_models.entity,
        propensity_models.use,
        'logistic regression' as algorithm,
        propensity_models.status,
        dates.trained_from,
        dates.trained_to,
        dates.judged_on,
        propensity_models.train_rows as row_count,
        propensity_models.auc,
        propensity_models.log_loss,
        propensity_models.brier,
        propensity_models.calibration_error,
        propensity_models.judge_base_rate as base_rate,
        cast(null as double) as silhouette,
        cast(null as integer) as segments,
    from propensity_models
    cross join dates
    union all
    select
        partitions.model_id,
        partitions.scheme as model_name,
        partitions.entity,
        partitions.use,
        partitions.algorithm,
        partitions.status,
        dates.learning_date as trained_from,
        dates.learning_date as trained_to,
        cast(null as date) as judged_on,
        partitions.row_count,
        cast(null as double) as auc,
        cast(null as double) as log_loss,
        cast(null as double) as brier,
        cast(null as double) as calibration_error,
        cast(null as double) as base_rate,
        partitions.silhouette,
        partitions.segments,
    from partitions
    cross join dates
),

registered as (
    select
        dates.as_of_date,
        models.* exclude (use),
        uses.features,
        true as is_champion,
    from models
    cross join dates
    left join uses
        on
            models.entity = uses.entity
            and models.use = uses.use
)

select * from registered
