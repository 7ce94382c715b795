{% test shares_sum_to_one(model, share, group) %}

select
    {{ group | join(', ') }},
    sum({{ share }}) as total,
from {{ model }}
group by {{ group | join(', ') }}
having abs(sum({{ share }}) - 1) > 1e-9

{% endtest %}
