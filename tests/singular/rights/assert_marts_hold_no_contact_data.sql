-- Nothing in the schema marts says how to reach somebody or who they are: no
-- such column, no value like an e-mail or a phone, no plain hash of one.
{% set told = [
    ('dim_customers', [
        'customer_id', 'record_source', 'gender', 'age_band', 'country_code',
        'department_code', 'urban_class',
    ]),
    ('dim_companies', ['company_id', 'domain']),
    ('fct_customer_features', ['customer_id']),
] %}
with

mart_columns as (
    select
        table_name,
        column_name,
        data_type,
    from information_schema.columns
    where table_schema = '{{ ref('dim_customers').schema }}'
),

named_columns as (
    select
        table_name || '.' || column_name as place,
        'a column of contact data' as finding,
    from mart_columns
    where
        table_name != 'dim_companies'
        and regexp_full_match(
            column_name,
            '(raw_)?(e?mail.*|phone.*|.*first_name|.*last_name|address'
            || '|birth_date|birthday|postal_code|social_handle|handle'
            || '|visitor_id|contact_id|account_id|body)'
        )
),

-- What tells of people, without what only tells of segments and models.
told_values as (
    {% for model, columns in told -%}
        {% set last_model = loop.last -%}
        {% for column in columns -%}
            select distinct
                '{{ model }}.{{ column }}' as place,
                cast({{ column }} as varchar) as told_value,
            from {{ ref(model) }}
            where {{ column }} is not null
            {{ "union all" if not (last_model and loop.last) }}
        {% endfor -%}
    {% endfor -%}
),

contacts as (
    {% for column in ['email', 'phone', 'first_name', 'last_name'] -%}
        select lower({{ column }}) as contact
        from {{ ref('dim_customer_contacts') }}
        where {{ column }} is not null
        {{ "union" if not loop.last }}
    {% endfor -%}
),

hashed_contacts as (
    {% for function in ['md5', 'sha1', 'sha256'] -%}
        select {{ function }}(contact) as hashed_contact
        from contacts
        {{ "union" if not loop.last }}
    {% endfor -%}
),

found_values as (
    select
        place,
        'a value like an e-mail or a phone' as finding,
    from told_values
    where
        regexp_full_match(told_value, '[^@\s]+@[^@\s]+\.[a-z]+')
        or regexp_full_match(told_value, '\+[0-9]{8,15}')
    union
    select
        told_values.place,
        'a plain hash of contact data' as finding,
    from told_values
    semi join hashed_contacts
        on told_values.told_value = hashed_contacts.hashed_contact
)

select * from named_columns
union all
select * from found_values
