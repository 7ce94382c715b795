{%- set types = {
    'marital_status': 'varchar',
    'household_income': 'decimal(18, 2)',
    'postal_code': 'varchar',
    'city': 'varchar',
    'country_code': 'varchar',
} -%}

with

golden_records as (
    select * from {{ ref('int_golden_records') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date') }}
),

dated as (
    select
        golden_records.customer_id,
        {% for attribute, type in types.items() -%}
            cast(
                golden_records.{{ attribute }}.golden_value as {{ type }}
            ) as {{ attribute }},
            golden_records.{{ attribute }}.dated_at as {{ attribute }}_dated_at,
        {% endfor -%}
        scoring_date.as_of_date,
    from golden_records
    cross join scoring_date
)

select * from dated
