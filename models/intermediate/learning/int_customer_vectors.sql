with

features as (
    select * from {{ ref('fct_customer_features') }}
),

scalers as (
    select
        purpose,
        max(scaler_id) as scaler_id,
        list(fill_value order by position) as fill_values,
        list(lower_bound order by position) as lower_bounds,
        list(upper_bound order by position) as upper_bounds,
        list(centre order by position) as centres,
        list(scale order by position) as scales,
        list(weight order by position) as weights,
    from {{ ref('int_feature_scalers') }}
    group by purpose
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
