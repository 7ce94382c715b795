{#- Combinations of known values that fewer than so many people have. -#}
{% test nobody_is_singled_out(model, columns, least) %}

select
    {{ columns | join(', ') }},
    count(*) as people,
from {{ model }}
where coalesce({{ columns | join(', ') }}) is not null
group by all
having count(*) < {{ least }}

{% endtest %}
