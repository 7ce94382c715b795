{% macro suspected_rows(
    raw_table, rows, key, bulk_key=none, suspect_keys=none,
    not_future=[], not_old=[]
) -%}
    {#- A model that consists of this macro only has nothing to lint. -#}
    {%- if target.name == 'lint' and not caller %}
        {{- return('linted as (select 1 as one) select * from linted') -}}
    {%- endif -%}
    {%- set contract = contract_of(raw_table) -%}
    {%- set names = contract | map(attribute='name') | list -%}
    {%- set bulk_key = record_key(bulk_key or key) -%}
    {%- set limits -%}
        (
            select
                scoring_date.future_from_at,
                make_timestamp(
                    {{ quality_threshold('earliest_year') }}::bigint, 1, 1, 0, 0, 0
                ) as old_before_at,
                timezone(
                    'UTC',
                    timezone(
                        '{{ var("reporting_timezone") | replace("'", "''") }}',
                        timestamp '1970-01-01 00:00:00'
                    )
                ) as local_epoch_at,
                {{ quality_threshold('highest_amount') }} as highest_amount
            from {{ ref('int_scoring_date_found') }} as scoring_date
        )
    {%- endset -%}

-- Not materialized: each check reads only the columns that it needs.
rows_to_check as not materialized (

    select *, {{ bulk_key }} as bulk_key, '' as record_key, '' as row_hash
    from {{ rows }}

),

{% if suspect_keys -%}
-- If a key has several rows and one fails a check, all of them are suspects.
suspected_keys as (

    select bulk_key
    from rows_to_check
    cross join {{ limits }} as limits
    where {{ is_suspicious(contract, not_future, not_old) }}

    union

    select bulk_key from {{ suspect_keys }}

),

-- All rows of these keys, with all columns.
keyed_rows as (

    select * replace ({{ record_key(key) }} as record_key)
    from rows_to_check
    semi join suspected_keys using (bulk_key)

),
{%- else -%}
-- Keys of several rows{{ ", and of rows that fail a check of this table" if caller }}.
suspected_keys as (

    select bulk_key
    from rows_to_check
    group by bulk_key
    having count(*) > 1
    {%- if caller %}

    union

    select bulk_key from ({{ caller('rows_to_check') }})
    {%- endif %}

),

-- These and the rows that fail a check that all tables have, in one scan. Rows
-- that share the key of such a row are already included.
keyed_rows as (

    select rows_to_check.* replace ({{ record_key(key) }} as record_key)
    from rows_to_check
    cross join {{ limits }} as limits
    where
        bulk_key in (select suspected_keys.bulk_key from suspected_keys)
        or {{ is_suspicious(contract, not_future, not_old) }}

),
{%- endif %}

-- The load time is not part of a row's content.
hashed_rows as (

    select
        * replace (
            md5(json_object(
                {%- for name in names if name != 'loaded_at' %}
                '{{ name }}', keyed_rows.{{ name }},
                {%- endfor %}
                'uncast_columns', keyed_rows.uncast_columns
            )::varchar) as row_hash
        ),
    from keyed_rows

),

-- Identical rows are one row from here on.
distinct_rows as (

    select
        *,
        count(*) over copies as copy_count,
    from hashed_rows
    window copies as (partition by record_key, row_hash)
    qualify
        row_number() over (
            partition by record_key, row_hash order by loaded_at desc nulls last
        ) = 1

),

failed_checks as (

    {{ contract_checks(contract, 'distinct_rows', limits, not_future, not_old) }}
    {%- if caller %}

    union all

    {{ caller('distinct_rows') }}
    {%- endif %}

),

{{ judged_rows(contract, key) }}

suspected_rows as (

    select
        {%- for name in names %}
        distinct_rows.{{ name }},
        {%- endfor %}
        distinct_rows.uncast_columns,
        distinct_rows.bulk_key,
        distinct_rows.record_key,
        distinct_rows.row_hash,
        coalesce(judged_rows.failed_checks, []) as failed_checks,
        coalesce(judged_rows.quarantine_reasons, []) as quarantine_reasons,
        coalesce(judged_rows.blanked_columns, []) as blanked_columns,
        case
            when len(judged_rows.quarantine_reasons) > 0
                then json_object(
                    {%- for name in names %}
                    '{{ name }}', distinct_rows.{{ name }},
                    {%- endfor %}
                    'uncast_columns', distinct_rows.uncast_columns
                )::varchar
        end as raw_row,
    from distinct_rows
    left join judged_rows
        on
            distinct_rows.record_key = judged_rows.record_key
            and distinct_rows.row_hash = judged_rows.row_hash

)

select * from suspected_rows
{%- endmacro %}
