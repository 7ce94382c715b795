{#-
    Combinations of values that fewer than `least` people have, over all columns
    except the key, including columns added later. Rows with only nulls do not
    count.
-#}
{% test nobody_is_singled_out(model, key, least) %}

{%- set columns = [] -%}
{%- for column in adapter.get_columns_in_relation(model) if execute -%}
    {%- if column.name != key -%}
        {%- do columns.append(adapter.quote(column.name)) -%}
    {%- endif -%}
{%- endfor %}

select
    {%- for column in columns %}
        {{ column }},
    {%- endfor %}
    count(*) as people,
from {{ model }}
where not (
    true
    {%- for column in columns %}
        and {{ column }} is null
    {%- endfor %}
)
group by all
having count(*) < {{ least }}

{% endtest %}
