{% set window = {
    '12_months': '_365d',
    '24_months': '_730d',
    'lifetime': '',
}[var('rfm_window')] %}
with

features as (
    select * from {{ ref('int_customer_features') }}
),

metrics as (
    select
        customer_id,
        as_of_date,
        has_ordered,
        case when has_ordered then floor(days_since_last_order) end as recency,
        case when has_ordered then cast(order_count{{ window }} as double) end
            as frequency,
        case when has_ordered then cast(net_revenue{{ window }} as double) end
            as monetary,
    from features
)

select * from metrics
