{{ config(materialized='view') }}

with

external_values as (
    select * from {{ ref('int_external_values_standardised') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

priorities as (
    select * from {{ ref('source_priorities') }}
),

possible_births as (
    select
        make_date(cast(thresholds.value as integer), 1, 1) as born_from,
        scoring_date.as_of_at as born_before,
    from {{ ref('int_scoring_date') }} as scoring_date
    cross join {{ ref('quality_thresholds') }} as thresholds
    where thresholds.threshold = 'earliest_year'
),

told as (
    select
        external_values.customer_id,
        external_values.attribute,
        external_values.provider,
        external_values.known_at,
        external_values.golden_value,
        external_values.compared_value,
        ignored_values.ignored_value is not null as is_ignored,
        coalesce(priorities.priority, 1000) as priority,
    from external_values
    cross join possible_births
    left join ignored_values
        on
            external_values.attribute = ignored_values.attribute
            and external_values.compared_value = ignored_values.ignored_value
    left join priorities on external_values.provider = priorities.record_source
    where
        external_values.attribute != 'birth_date'
        or (
            try_cast(external_values.golden_value as date)
            >= possible_births.born_from
            and try_cast(external_values.golden_value as date)
            < possible_births.born_before
        )
)

select * from told
