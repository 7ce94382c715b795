{#- A segment can be named only in a language that has the phrase. -#}
{% test phrases_are_in_both_languages(model) %}

select
    entity,
    feature,
from {{ model }}
where
    (high_en is null) <> (high_fr is null)
    or (low_en is null) <> (low_fr is null)

{% endtest %}
