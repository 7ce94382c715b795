{#- Columns with a null, found in one pass over the table. -#}
{% test never_null(model, columns) %}

with

counted as (
    select
        {%- for column in columns %}
        count(*) - count({{ column }}) as {{ column }},
        {%- endfor %}
    from {{ model }}
),

unpivoted as (
    unpivot counted
    on {{ columns | join(', ') }}
    into name column_name value null_count
)

select * from unpivoted
where null_count > 0

{% endtest %}
