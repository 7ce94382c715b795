with

scalers as (
    select * from {{ ref('int_feature_scalers') }}
),

listed as (
    select
        purpose,
        max(scaler_id) as scaler_id,
        list(fill_value order by position) as fill_values,
        list(lower_bound order by position) as lower_bounds,
        list(upper_bound order by position) as upper_bounds,
        list(centre order by position) as centres,
        list(scale order by position) as scales,
        list(weight order by position) as weights,
    from scalers
    group by purpose
)

select * from listed
