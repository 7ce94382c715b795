with

features as (
    select * from {{ ref('fct_customer_features') }}
),

scalers as (
    select * from {{ ref('int_feature_scalers_unfolded') }}
),

vectors as (
    {% for purpose in ['segmentation', 'propensity'] %}
        select
            features.customer_id,
            features.as_of_date,
            features.has_ordered,
            scalers.purpose,
            scalers.scaler_id,
            {{ scaled_vector('features', 'scalers', purpose) }} as vector,
        from features
        inner join scalers on scalers.purpose = '{{ purpose }}'
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from vectors
