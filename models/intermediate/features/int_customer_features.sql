{{ joined_features(
    'customer',
    families={
        'lifecycle': ref('int_customer_lifecycle_features'),
        'orders': ref('int_customer_orders_features'),
    },
) }}
