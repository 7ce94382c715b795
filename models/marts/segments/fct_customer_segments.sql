with

segments as (
    select * from {{ ref('int_customer_segments') }}
),

dates as (
    select
        as_of_date,
        is_scoring_date,
    from {{ ref('int_as_of_dates') }}
),

unioned as (
    {% for scheme in segment_schemes() %}
        select
            customer_id,
            as_of_date,
            '{{ scheme }}' as scheme,
            {{ scheme }} as segment_id,
            {{ 'kmeans_strength' if scheme == 'kmeans' else '1.0' }}
                as strength,
        from segments
        {{ "union all" if not loop.last }}
    {% endfor %}
),

current_marked as (
    select
        unioned.customer_id,
        unioned.as_of_date,
        unioned.scheme,
        unioned.segment_id,
        cast(unioned.strength as double) as strength,
        dates.is_scoring_date as is_current,
    from unioned
    inner join dates on unioned.as_of_date = dates.as_of_date
)

select * from current_marked
