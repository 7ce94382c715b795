{{ config(materialized='view') }}

{#- For these attributes an ignored value is worse than none: it is a
    placeholder, or it reaches the wrong person. A frequent name is kept. -#}
{%- set untold = ['email', 'phone', 'address', 'birth_date'] -%}

with

customers as (
    select customer_id
    from {{ ref('int_customers_fingerprinted') }}
    where is_changed
),

-- The last changed record comes first; ties are broken by source priority.
records as (
    select
        records.*,
        row_number() over (
            partition by records.customer_id
            order by
                records.dated_at desc nulls last,
                records.priority asc,
                records.record_id asc
        ) as place,
    from {{ ref('int_records_told') }} as records
    semi join customers on records.customer_id = customers.customer_id
),

-- After all records, because no customer has a million records.
provided_values as (
    select
        provided_values.*,
        1000000 + row_number() over (
            partition by provided_values.customer_id, provided_values.attribute
            order by
                provided_values.known_at desc,
                provided_values.priority asc,
                provided_values.provider asc
        ) as place,
    from {{ ref('int_provided_values_told') }} as provided_values
    semi join customers on provided_values.customer_id = customers.customer_id
),

told as (
    {% for attribute, _, _, _ in golden_attributes() %}
        select
            customer_id,
            '{{ attribute }}' as attribute,
            place,
            true as is_own,
            record_id,
            record_source,
            priority,
            dated_at,
            {{ attribute }} as golden_value,
            compared_{{ attribute }} as compared_value,
            is_{{ attribute }}_valid as is_valid,
            list_contains(ignored_attributes, '{{ attribute }}') as is_ignored,
        from records
        where compared_{{ attribute }} is not null
        union all
    {% endfor %}
    select
        customer_id,
        attribute,
        place,
        false as is_own,
        null as record_id,
        provider as record_source,
        priority,
        known_at as dated_at,
        golden_value,
        compared_value,
        true as is_valid,
        is_ignored,
    from provided_values
),

candidates as (
    select
        * exclude (is_ignored) replace (
            is_valid and not is_ignored as is_valid
        ),
    from told
    where
        not is_ignored
        or attribute not in (
            {% for attribute in untold -%}
                '{{ attribute }}'{{ "," if not loop.last }}
            {% endfor -%}
        )
)

select * from candidates
