{{ segments_by_scheme(
    'customer',
    features=ref('int_customer_features'),
    placements=[
        ref('int_customer_rfm_segments'),
        ref('int_customer_value_tiers'),
        ref('int_customer_lifecycle_stages'),
        ref('int_customer_prototype_segments'),
        ref('int_customer_propensity_deciles'),
    ],
) }}
