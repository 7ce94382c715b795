{#- Like dbt_utils.equal_rowcount. -#}
{% test equal_rowcount(model, compare_model) %}

with

counts as (

    select
        (select count(*) from {{ model }}) as row_count,
        (select count(*) from {{ compare_model }}) as expected_row_count,

)

select * from counts
where row_count != expected_row_count

{% endtest %}
