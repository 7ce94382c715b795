{{ feature_vectors(
    'lead',
    features=ref('int_lead_features'),
    scalers=ref('int_feature_scalers'),
) }}
