with

{% set columns = identifying_columns() -%}
identifying_columns as (
    {% for column_name, identifier_type in columns.items() -%}
        select
            '{{ column_name }}' as column_name,
            '{{ identifier_type }}' as identifier_type,
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from identifying_columns
