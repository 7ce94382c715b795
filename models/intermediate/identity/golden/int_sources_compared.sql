with

records as (
    select
        *,
        (-coalesce(epoch(dated_at), -1e15), record_id) as place,
    from {{ ref('int_records_told') }}
),

external_values as (
    select * from {{ ref('int_external_values_standardised') }}
),

-- The latest value of a source for a customer.
told as (
    select
        customer_id,
        record_source as source,
        {% for attribute, _, _, _ in golden_attributes() -%}
            arg_min(compared_{{ attribute }}, place) as {{ attribute }},
        {% endfor -%}
    from records
    group by customer_id, record_source
    union all
    select
        customer_id,
        provider as source,
        {% for attribute, _, _, _ in golden_attributes() -%}
            max(compared_value) filter (where attribute = '{{ attribute }}')
                as {{ attribute }},
        {% endfor -%}
    from external_values
    group by customer_id, provider
),

pairs as (
    select
        one.source as source_l,
        other.source as source_r,
        {% for attribute, _, _, _ in golden_attributes() -%}
            count(other.{{ attribute }}) filter (
                where one.{{ attribute }} is not null
            ) as {{ attribute }}_customers,
            count(*) filter (where one.{{ attribute }} = other.{{ attribute }})
                as {{ attribute }}_agreeing,
        {% endfor -%}
    from told as one
    inner join told as other
        on one.customer_id = other.customer_id and one.source < other.source
    group by one.source, other.source
),

compared as (
    {% for attribute, _, _, _ in golden_attributes() %}
        select
            '{{ attribute }}' as attribute,
            source_l,
            source_r,
            {{ attribute }}_customers as customers,
            {{ attribute }}_agreeing as agreeing_customers,
        from pairs
        where {{ attribute }}_customers > 0
        {{ "union all" if not loop.last }}
    {% endfor %}
),

shared as (
    select
        *,
        agreeing_customers / customers as agreement_share,
    from compared
)

select * from shared
