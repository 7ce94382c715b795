{#- Golden record attributes that may come from providers, standardised like
    records. -#}
{%- set attributes = {
    'gender': standardised_gender('value'),
    'birth_date': "strftime(" ~ as_date('value') ~ ", '%Y-%m-%d')",
    'marital_status': standardised_marital_status('value'),
    'household_income': 'cast(' ~ as_decimal('value') ~ ' as varchar)',
    'postal_code': "upper(regexp_replace(value, '\\s', '', 'g'))",
    'city': 'value',
    'country_code': "regexp_extract(upper(value), '^[A-Z]{2}$')",
    'insee_code': 'upper(value)',
} -%}

with

attributes as (
    select * from {{ ref('int_external_attributes_attached') }}
    where is_latest and customer_id is not null
),

shown as (
    select
        customer_id,
        attribute,
        provider,
        known_at,
        case attribute
            {% for attribute, form in attributes.items() -%}
                when '{{ attribute }}' then {{ form }}
            {% endfor -%}
        end as golden_value,
    from attributes
    where
        attribute in (
            {% for attribute in attributes -%}
                '{{ attribute }}'{{ "," if not loop.last }}
            {% endfor -%}
        )
),

compared as (
    select
        *,
        case attribute
            when 'birth_date' then replace(golden_value, '-', '')
            when 'city' then {{ standardised_name('golden_value') }}
            else nullif(golden_value, '')
        end as compared_value,
    from shown
)

select * from compared
where compared_value is not null
