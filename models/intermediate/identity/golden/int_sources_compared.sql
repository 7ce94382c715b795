with

ids as (
    select
        record_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where is_present
),

records as (
    select
        records.record_source as source,
        ids.customer_id,
        (
            -coalesce(
                epoch(
                    coalesce(
                        records.updated_at,
                        records.created_at,
                        records.loaded_at
                    )
                ),
                -1e15
            ),
            records.record_id
        ) as place,
        {% for attribute, _, compared, _ in golden_attributes() -%}
            {{ compared }} as {{ attribute }}_compared,
        {% endfor -%}
    from {{ ref('int_person_records_standardised') }} as records
    inner join ids on records.record_id = ids.record_id
),

external_values as (
    select * from {{ ref('int_external_values_standardised') }}
),

-- What a source says of a customer last.
told as (
    select
        customer_id,
        source,
        {% for attribute, _, _, _ in golden_attributes() -%}
            arg_min({{ attribute }}_compared, place) as {{ attribute }},
        {% endfor -%}
    from records
    group by customer_id, source
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
