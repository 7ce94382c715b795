{#- Privacy requests that name nobody yet, nobody in particular, or that cannot
    be read. They have no effect until somebody corrects or answers them. -#}
{% test every_request_is_answered(model) %}

select
    identifier_type,
    request_type,
    requested_at,
    status,
from {{ model }}

{% endtest %}
