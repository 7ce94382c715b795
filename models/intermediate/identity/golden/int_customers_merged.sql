{%- set attributes = [
    'email', 'phone', 'first_name', 'last_name', 'gender', 'birth_date',
    'address', 'postal_code', 'city', 'country_code', 'insee_code',
] -%}

with

customers as (
    select
        ids.customer_id,
        max(coalesce(records.updated_at, records.created_at)) as updated_at,
        list_sort(list(distinct records.record_source)) as record_sources,
    from {{ ref('int_customer_ids') }} as ids
    inner join {{ ref('int_person_records_standardised') }} as records
        on ids.record_id = records.record_id
    group by ids.customer_id
),

golden_values as (
    select
        customer_id,
        {% for attribute in attributes %}
            max(golden_value) filter (where attribute = '{{ attribute }}')
                as {{ attribute }},
        {% endfor %}
    from {{ ref('int_golden_values') }}
    group by customer_id
),

merged as (
    select
        customers.customer_id,
        {% for attribute in attributes %}
            {{ "try_cast(golden_values.birth_date as date) as birth_date"
                if attribute == 'birth_date'
                else "golden_values." ~ attribute }},
        {% endfor %}
        customers.record_sources,
        customers.updated_at,
    from customers
    left join golden_values
        on customers.customer_id = golden_values.customer_id
)

select * from merged
