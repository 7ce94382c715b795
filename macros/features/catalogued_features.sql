{#-
    The features of an entity at compile time, ordered by name: feature, family,
    data_type and when_absent. None before the seeds are loaded.
-#}
{% macro catalogued_features(entity) %}
    {{ return(reference_rows([ref('feature_catalog'), ref('feature_types')], "
        select
            catalog.feature,
            catalog.family,
            types.data_type,
            types.when_absent
        from " ~ ref('feature_catalog') ~ " as catalog
        inner join " ~ ref('feature_types') ~ " as types
            on catalog.type = types.type
        where catalog.entity = '" ~ entity ~ "'
        order by catalog.feature
    ")) }}
{% endmacro %}
