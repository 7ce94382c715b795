{%- set types = {
    'birth_date': 'date', 'household_income': 'decimal(18, 2)',
} -%}

with

golden_records as (
    select * from {{ ref('int_golden_records') }}
),

merged as (
    select
        customer_id,
        {% for attribute, _, _, _ in golden_attributes() -%}
            {% if attribute in types -%}
                try_cast(
                    {{ attribute }}.golden_value as {{ types[attribute] }}
                ) as {{ attribute }},
            {% else -%}
                {{ attribute }}.golden_value as {{ attribute }},
            {% endif -%}
        {% endfor -%}
        changed_at,
        is_stale,
    from golden_records
)

select * from merged
