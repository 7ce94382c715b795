{#- A line for each fact: a model whose meta `fact` says what counts from when. -#}
{%- set facts = [
    'int_customers_known',
    'int_orders_valued',
    'int_web_events_cleaned',
    'int_crm_leads_cleaned',
    'int_crm_lead_activities_cleaned',
    'int_crm_opportunities_cleaned',
] -%}

with

{% for name in facts -%}
    {{ name }} as not materialized (
        select * from {{ ref(name) }}
    ),

    {% for part in fact_parts(name) -%}
        {{ name }}_{{ loop.index }} as (
            select
                date_trunc('hour', {{ part.known_at }}) as hour_at,
                {{ part.columns }},
            from {{ name }}
            where {{ part.condition }}
        ),

    {% endfor -%}
{% endfor -%}

hashed as (
    {% for name in facts -%}
        {% set is_first = loop.first -%}
        {% for part in fact_parts(name) -%}
            {{ "union all" if not (is_first and loop.first) }}
            select
                '{{ name }}' as fact,
                '{{ part.name }}' as part,
                hour_at,
                count(*) as row_count,
                bit_xor({{ row_hash(name ~ '_' ~ loop.index) }}) as row_hashes,
            from {{ name }}_{{ loop.index }}
            group by hour_at
        {% endfor -%}
    {% endfor -%}
),

fingerprints as (
    select
        fact,
        part,
        hour_at,
        cast(sum(row_count) as bigint) as row_count,
        bit_xor(row_hashes) as row_hashes,
    from hashed
    group by fact, part, hour_at
)

select * from fingerprints
