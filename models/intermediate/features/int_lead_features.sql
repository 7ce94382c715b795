{{ joined_features(
    'lead',
    families={
        'lifecycle': ref('int_lead_lifecycle_features'),
        'activity': ref('int_lead_activity_features'),
    },
) }}
