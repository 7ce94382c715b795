{#- The features of a vector at compile time, in its order: feature, position, transform. -#}
{% macro used_features(entity, use) %}
    {{ return(reference_rows([ref('int_feature_uses')], "
        select feature, position, transform
        from " ~ ref('int_feature_uses') ~ "
        where entity = '" ~ entity ~ "' and use = '" ~ use ~ "'
        order by position
    ")) }}
{% endmacro %}
