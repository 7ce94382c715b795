{% set window = {
    '12_months': '_365d',
    '24_months': '_730d',
    'lifetime': '',
}[var('rfm_window')] %}
with

features as (
    select * from {{ ref('fct_customer_features') }}
),

metrics as (
    select
        customer_id,
        as_of_date,
        cast(floor(days_since_last_order) as double) as recency,
        cast(order_count{{ window }} as double) as frequency,
        cast(net_revenue{{ window }} as double) as monetary,
    from features
    where order_count > 0
)

select * from metrics
