{#- A vector has a finite number for every feature of the catalogue. -#}
{% test is_vector(model, column_name) %}

select {{ column_name }}
from {{ model }}
where
    {{ column_name }} is null
    or len({{ column_name }}) != (
        select count(*) from {{ ref('feature_catalog') }}
    )
    or len(
        list_filter({{ column_name }}, lambda value: isfinite(value))
    ) != len({{ column_name }})

{% endtest %}
