with

ids as (
    select
        record_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where is_present
),

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

external_values as (
    select * from {{ ref('int_external_values_standardised') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

rules as (
    select * from {{ ref('survivorship_rules') }}
),

priorities as (
    select * from {{ ref('source_priorities') }}
),

earliest_years as (
    select * from {{ ref('quality_thresholds') }}
    where threshold = 'earliest_year'
),

scoring_date as (
    select as_of_at from {{ ref('int_scoring_date') }}
),

stale_before as (
    select
        scoring_date.as_of_at
        - to_days(cast(thresholds.threshold_value as integer)) as stale_before,
    from scoring_date
    cross join {{ ref('identity_thresholds') }} as thresholds
    where thresholds.threshold = 'stale_after_days'
),

-- What decides for all customers.
common as (
    select
        hash(
            (select bit_xor(hash(rules)) from rules),
            (select bit_xor(hash(priorities)) from priorities),
            (select bit_xor(hash(earliest_years)) from earliest_years)
        ) as fingerprint,
),

-- Which values are ignored, and which birth dates have been, may change without
-- the record.
record_fingerprints as (
    select
        ids.customer_id,
        coalesce(records.updated_at, records.created_at) as changed_at,
        hash(
            records,
            records.birth_date < scoring_date.as_of_at,
            {% for attribute, _, compared, _ in golden_attributes() -%}
                coalesce(
                    {{ compared }} in (
                        select ignored_values.ignored_value
                        from ignored_values
                        where ignored_values.attribute = '{{ attribute }}'
                    ),
                    false
                ),
            {% endfor -%}
            coalesce(
                records.email_name in (
                    select ignored_values.ignored_value
                    from ignored_values
                    where ignored_values.attribute = 'email_name'
                ),
                false
            )
        ) as fingerprint,
    from records
    inner join ids on records.record_id = ids.record_id
    cross join scoring_date
),

external_fingerprints as (
    select
        external_values.customer_id,
        bit_xor(
            hash(
                external_values,
                exists (
                    select 1
                    from ignored_values
                    where
                        ignored_values.attribute = external_values.attribute
                        and ignored_values.ignored_value
                        = external_values.compared_value
                ),
                external_values.attribute = 'birth_date'
                and try_cast(external_values.golden_value as date)
                < scoring_date.as_of_at
            )
        ) as fingerprint,
    from external_values
    cross join scoring_date
    group by external_values.customer_id
),

customers as (
    select
        customer_id,
        count(*) as records,
        max(changed_at) as changed_at,
        bit_xor(fingerprint) as fingerprint,
    from record_fingerprints
    group by customer_id
),

dated as (
    select
        customers.*,
        coalesce(customers.changed_at < stale_before.stale_before, true)
            as is_stale,
    from customers
    cross join stale_before
),

fingerprinted as (
    select
        dated.customer_id,
        dated.records,
        dated.changed_at,
        dated.is_stale,
        hash(
            dated.fingerprint,
            dated.records,
            dated.is_stale,
            external_fingerprints.fingerprint,
            common.fingerprint
        ) as fingerprint,
    from dated
    cross join common
    left join external_fingerprints
        on dated.customer_id = external_fingerprints.customer_id
)

select * from fingerprinted
