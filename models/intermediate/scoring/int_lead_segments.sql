{{ segments_by_scheme(
    'lead',
    features=ref('int_lead_features'),
    placements=[ref('int_lead_prototype_segments')],
) }}
