{#- What decides for all customers: the SQL that makes their records, and the rules. -#}
{%- set sql_of = [
    'int_golden_candidates', 'int_golden_winners', 'int_golden_records',
] -%}
{%- set checksums = [] -%}
{%- for node in graph.get('nodes', {}).values() if node.name in sql_of -%}
    {%- do checksums.append(node.name ~ ' ' ~ node.checksum.checksum) -%}
{%- endfor -%}

with

records as (
    select * from {{ ref('int_records_told') }}
),

provided_values as (
    select * from {{ ref('int_provided_values_told') }}
),

made_before as (
    select * from {{ golden_records_before() }}
),

rules as (
    select
        string_agg(
            attribute || ' ' || place || ' ' || rule, ',' order by attribute, place
        ) as rules,
    from {{ ref('survivorship_rules') }}
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

-- Signs that no text has stand between the values, and where there is none.
record_fingerprints as (
    select
        customer_id,
        changed_at,
        true as is_record,
        md5(
            concat_ws(
                chr(31),
                record_id,
                record_source,
                priority,
                coalesce(cast(dated_at as varchar), chr(30)),
                array_to_string(ignored_attributes, ' '),
                {% for attribute, shown, compared, valid in golden_attributes() -%}
                    coalesce(cast({{ attribute }} as varchar), chr(30)),
                    {% if compared != shown -%}
                        coalesce(compared_{{ attribute }}, chr(30)),
                    {% endif -%}
                    {% if valid != 'true' -%}
                        is_{{ attribute }}_valid,
                    {% endif -%}
                {% endfor -%}
                'record'
            )
        ) as fingerprint,
    from records
),

provided_fingerprints as (
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

fingerprints as (
    select * from record_fingerprints
    union all by name
    select * from provided_fingerprints
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
                customers.fingerprints,
                is_stale,
                rules.rules,
                '{{ checksums | sort | join(" ") }}'
            )
        ) as fingerprint,
    from customers
    cross join stale_before
    cross join rules
),

-- A golden record is made of whoever has another fingerprint than the record
-- that is there, or none.
compared as (
    select
        fingerprinted.*,
        {% if flags.FULL_REFRESH -%}
            true as is_changed,
        {% else -%}
            made_before.fingerprint is distinct from fingerprinted.fingerprint
                as is_changed,
        {% endif -%}
    from fingerprinted
    left join made_before
        on fingerprinted.customer_id = made_before.customer_id
)

select * from compared
