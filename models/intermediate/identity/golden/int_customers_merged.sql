with

golden_records as (
    select * from {{ ref('int_golden_records') }}
),

merged as (
    select
        customer_id,
        {% for attribute, _, _, _ in golden_attributes() %}
            {{ "try_cast(birth_date.golden_value as date) as birth_date"
                if attribute == 'birth_date'
                else attribute ~ ".golden_value as " ~ attribute }},
        {% endfor %}
        changed_at,
    from golden_records
)

select * from merged
