{#- Requests by an identifier that several people have: nothing is done about them. -#}
{% test every_request_is_of_one_person(model) %}

select
    identifier_type,
    identifier,
    request_type,
    people,
from {{ model }}
where status = 'several' and request_type = 'erasure'

{% endtest %}
