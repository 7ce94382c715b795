{{ prototype_segments(
    'customer',
    vectors=ref('int_customer_vectors'),
    prototypes=ref('int_prototypes'),
) }}
