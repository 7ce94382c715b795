{#- Requests of an unknown type, or by an identifier that several people have or
    no person has. They have no effect. -#}
{% test every_request_is_of_one_person(model) %}

select
    identifier_type,
    identifier,
    request_type,
    status,
    people,
from {{ model }}
where
    status = 'unknown'
    or status in ('several', 'ignored') and request_type = 'erasure'

{% endtest %}
