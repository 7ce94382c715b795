{{ config(materialized='view') }}

{%- set attributes = [
    'marital_status', 'household_income', 'postal_code', 'city', 'country_code',
] -%}

with

customers as (
    select customer_id from {{ ref('int_golden_records') }}
),

-- Almost all customers have one version and need no comparison.
versions as (
    select
        versions.*,
        count(*) over (partition by versions.customer_id) > 1 as has_history,
    from {{ ref('int_customer_attributes_snapshotted') }} as versions
    semi join customers on versions.customer_id = customers.customer_id
),

-- Attributes of the golden record are excluded here, because the snapshot has
-- them. If several providers have a value at the same time, the first in
-- alphabetical order wins.
external_attributes as (
    select *
    from {{ ref('int_external_attributes_attached') }}
    where
        customer_id is not null
        and attribute not in (
            {% for attribute, _, _, _ in golden_attributes() -%}
                '{{ attribute }}'{{ "," if not loop.last }}
            {% endfor -%}
        )
    qualify
        row_number() over (
            partition by customer_id, attribute, known_at
            order by provider, identifier_type, identifier
        ) = 1
),

told as (
    {% for attribute in attributes %}
        select
            customer_id,
            '{{ attribute }}' as attribute,
            cast({{ attribute }} as varchar) as value,
            {{ attribute }}_dated_at as dated_at,
            as_of_date as seen_on,
            has_history,
        from versions
        union all
    {% endfor %}
    select
        customer_id,
        attribute,
        value,
        known_at as dated_at,
        null as seen_on,
        true as has_history,
    from external_attributes
),

-- A date sees what was known before its midnight.
dated as (
    select
        customer_id,
        attribute,
        value,
        cast(
            timezone(
                {{ text_of_var('reporting_timezone') }},
                timezone('UTC', dated_at)
            ) as date
        )
        + 1 as dated_from,
        coalesce(seen_on, dated_from) as seen_from,
        coalesce(cast(seen_on as timestamp), dated_at) as place,
        has_history,
    from told
)

select * from dated
