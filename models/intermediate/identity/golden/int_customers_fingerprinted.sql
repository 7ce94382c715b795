{#- The SQL that builds the golden records. -#}
{%- set checksums = checksums_of([
    'int_golden_candidates', 'int_golden_winners', 'int_golden_records',
]) -%}

with

records as (
    select * from {{ ref('int_records_told') }}
),

provided_values as (
    select * from {{ ref('int_provided_values_told') }}
),

rules as (
    select
        string_agg(
            attribute || place || rule, ' ' order by attribute, place
        ) as rules,
    from {{ ref('survivorship_rules') }}
),

stale_before as (
    select
        scoring_date.as_of_at
        - to_days(cast(thresholds.threshold_value as integer)) as stale_before,
    from {{ ref('int_scoring_date') }} as scoring_date
    cross join {{ ref('identity_thresholds') }} as thresholds
    where thresholds.threshold = 'stale_after_days'
),

-- The separator and the null marker are characters that no text contains.
fingerprints as (
    select
        customer_id,
        changed_at,
        true as is_record,
        md5(
            concat_ws(
                chr(31),
                record_id, record_source, priority,
                coalesce(cast(dated_at as varchar), chr(30)),
                array_to_string(ignored_attributes, ' '),
                {% for name, shown, compared, valid in golden_attributes() -%}
                    coalesce(cast({{ name }} as varchar), chr(30)),
                    {% if compared != shown -%}
                        coalesce(compared_{{ name }}, chr(30)),
                    {% endif -%}
                    {% if valid != 'true' -%}
                        is_{{ name }}_valid,
                    {% endif -%}
                {% endfor -%}
                'record'
            )
        ) as fingerprint,
    from records
    union all
    select
        customer_id,
        null as changed_at,
        false as is_record,
        md5(
            concat_ws(
                chr(31),
                attribute, provider, known_at, golden_value, compared_value,
                is_ignored, priority
            )
        ) as fingerprint,
    from provided_values
),

customers as (
    select
        customer_id,
        max(changed_at) as changed_at,
        array_to_string(list_sort(list(fingerprint)), ' ') as fingerprints,
    from fingerprints
    group by customer_id
    having bool_or(is_record)
),

fingerprinted as (
    select
        customers.customer_id,
        customers.changed_at,
        coalesce(customers.changed_at < stale_before.stale_before, true)
            as is_stale,
        md5(
            concat_ws(
                ' ',
                customers.fingerprints, customers.changed_at, is_stale,
                rules.rules,
                '{{ checksums }}'
            )
        ) as fingerprint,
    from customers
    cross join stale_before
    cross join rules
),

-- Customers whose fingerprint is not that of an existing golden record.
compared as (
    select
        fingerprinted.*,
        {% if flags.FULL_REFRESH -%}
            true as is_changed,
        {% else -%}
            coalesce(
                cast(made_before.fingerprint as varchar)
                != fingerprinted.fingerprint,
                true
            ) as is_changed,
        {% endif -%}
    from fingerprinted
    left join {{ golden_records_before() }} as made_before
        on fingerprinted.customer_id = made_before.customer_id
)

select * from compared
