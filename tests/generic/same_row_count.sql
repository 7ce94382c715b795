{% test same_row_count(model, compare_to) %}

with

counts as (

    select
        (select count(*) from {{ model }}) as row_count,
        (select count(*) from {{ compare_to }}) as expected_row_count,

)

select * from counts
where row_count <> expected_row_count

{% endtest %}
