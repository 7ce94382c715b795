-- `accept_run` adds the models of this run, if it is accepted.
-- depends_on: {{ ref('int_models_registered') }}

select
    as_of_date,
    model_id,
    model_name,
    entity,
    algorithm,
    status,
    is_champion,
    trained_from,
    trained_to,
    judged_on,
    row_count,
    features,
    auc,
    log_loss,
    brier,
    calibration_error,
    base_rate,
    silhouette,
    segments,
from {{ ref('stg_state__models_accepted') }}
