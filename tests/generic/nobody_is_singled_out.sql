{#- Combinations of known values that fewer people have than may be told of. -#}
{% test nobody_is_singled_out(model, columns) %}

select
    {{ columns | join(', ') }},
    count(*) as people,
from {{ model }}
where coalesce({{ columns | join(', ') }}) is not null
group by all
having count(*) < {{ quality_threshold('least_people_alike') }}

{% endtest %}
