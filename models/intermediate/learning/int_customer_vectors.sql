{{ feature_vectors(
    'customer',
    features=ref('int_customer_features'),
    scalers=ref('int_feature_scalers'),
) }}
