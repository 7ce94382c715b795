{#-
    Feature uses whose feature is not in the catalogue or has no time, or whose
    use is not in entity_uses.
-#}
{% test only_dated_features_train(model) %}

select
    uses.entity,
    uses.use,
    uses.feature,
    catalog.known_at,
from {{ model }} as uses
left join {{ ref('feature_catalog') }} as catalog
    on
        uses.entity = catalog.entity
        and uses.feature = catalog.feature
left join {{ ref('entity_uses') }} as entity_uses
    on
        uses.entity = entity_uses.entity
        and uses.use = entity_uses.use
where
    catalog.feature is null
    or catalog.known_at = 'today'
    or entity_uses.use is null

{% endtest %}
