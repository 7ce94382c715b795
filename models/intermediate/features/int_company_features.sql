{{ joined_features(
    'company',
    families={
        'lifecycle': ref('int_company_lifecycle_features'),
        'firmographic': ref('int_company_firmographic_features'),
        'activity': ref('int_company_activity_features'),
    },
) }}
