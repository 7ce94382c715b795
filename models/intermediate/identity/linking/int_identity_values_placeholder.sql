{%- set attributes = {
    'email': 'email',
    'email_name': 'email_name',
    'phone': 'phone',
    'birth_date': 'birth_date_digits',
    'address': 'address',
    'first_name': 'first_name',
    'last_name': 'last_name',
    'postal_code': 'postal_code',
} -%}

with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

placeholders as (
    select * from {{ ref('identity_placeholders') }}
),

placeholder_values as (
    {% for attribute, column in attributes.items() %}
        select
            placeholders.attribute,
            placeholders.value as ignored_value,
            'placeholder' as reason,
            count(*) as records,
        from records
        inner join placeholders
            on
                placeholders.attribute = '{{ attribute }}'
                and records.{{ column }} = placeholders.value
        group by placeholders.attribute, placeholders.value
        union all
    {% endfor %}
    select
        'email' as attribute,
        email as ignored_value,
        'placeholder' as reason,
        count(*) as records,
    from records
    where {{ is_email_of_nobody('email') }}
    group by email
),

-- One e-mail may be a placeholder for both reasons.
told as (
    select
        attribute,
        ignored_value,
        reason,
        max(records) as records,
    from placeholder_values
    group by attribute, ignored_value, reason
)

select * from told
