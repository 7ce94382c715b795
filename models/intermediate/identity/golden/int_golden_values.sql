with

golden_records as (
    select * from {{ ref('int_golden_records') }}
),

golden_values as (
    {% for attribute, _, _, _ in golden_attributes() %}
        select
            customer_id,
            '{{ attribute }}' as attribute,
            {% for field in [
                'golden_value', 'is_valid', 'record_id', 'record_source',
                'dated_at', 'candidates',
            ] -%}
                {{ attribute }}.{{ field }},
            {% endfor -%}
        from golden_records
        where {{ attribute }} is not null
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from golden_values
