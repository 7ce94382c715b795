with

golden_records as (
    select * from {{ ref('int_golden_records') }}
),

golden_values as (
    {% for attribute, _, _, _ in golden_attributes() %}
        select
            customer_id,
            '{{ attribute }}' as attribute,
            unnest({{ attribute }}),
        from golden_records
        where {{ attribute }} is not null
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from golden_values
