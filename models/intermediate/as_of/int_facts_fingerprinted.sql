with

{% for name, fact in facts().items() -%}
    {{ name }} as not materialized (
        select * from {{ ref(name) }}
    ),

    {% for part in parts_of_fact(fact) -%}
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
    {% for name, fact in facts().items() -%}
        {% set is_first = loop.first -%}
        {% for part in parts_of_fact(fact) -%}
            {{ "union all" if not (is_first and loop.first) }}
            select
                '{{ name }}' as fact,
                '{{ part.name }}' as part,
                hour_at,
                count(*) as row_count,
                bit_xor({{ row_hash('fact_rows') }}) as row_hashes,
            from {{ name }}_{{ loop.index }} as fact_rows  -- noqa: AL05
            group by hour_at
        {% endfor -%}
    {% endfor -%}
),

-- Values that became known later count in the hour in which they did.
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
