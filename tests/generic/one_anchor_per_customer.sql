{#- Customers without an anchor, or with more than one. -#}
{% test one_anchor_per_customer(model) %}

select
    customer_id,
    count(anchored_at) as anchors,
from {{ model }}
group by customer_id
having count(anchored_at) != 1

{% endtest %}
