{{ prototype_segments(
    'lead',
    vectors=ref('int_lead_vectors'),
    prototypes=ref('int_prototypes'),
) }}
