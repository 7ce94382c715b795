{%- set told_attributes = [
    ('email', 'raw_email'),
    ('phone', 'raw_phone'),
    ('first_name', 'first_name'),
    ('last_name', 'last_name'),
    ('birth_date', 'raw_birth_date'),
    ('address', 'address'),
    ('postal_code', 'postal_code'),
] -%}

with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

-- Empty text, white space, or only punctuation in a name or address. A source
-- without any value of an attribute does not have the field, so nothing is
-- empty there.
counted as (
    {% for attribute, value in told_attributes %}
        select
            '{{ attribute }}' as attribute,
            record_source,
            count(*) - count({{ value }}) as records,
        from records
        group by record_source
        having count({{ value }}) between 1 and count(*) - 1
        {{ "union all" if not loop.last }}
    {% endfor %}
),

empty_values as (
    select
        attribute,
        '' as ignored_value,
        'empty' as reason,
        cast(sum(records) as bigint) as records,
    from counted
    group by attribute
)

select * from empty_values
