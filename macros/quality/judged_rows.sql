{#
    CTEs that read the preceding CTEs `distinct_rows` and `failed_checks` and
    end in `judged_rows`: one row per distinct row that fails a check or loses
    to another row of its key, with its failed checks and their consequences.
#}
{% macro judged_rows(contract, key) -%}
    {%- set names = contract | map(attribute='name') | list -%}
    {%- set required = contract
        | selectattr('is_required') | map(attribute='name') | list -%}
    {%- set required_key = key | select('in', required) | list -%}
    {%- set newest = (['updated_at'] if 'updated_at' in names else [])
        + (contract | selectattr('tells_newer') | map(attribute='name') | list) -%}

judged_checks as (

    select
        failed_checks.record_key,
        failed_checks.row_hash,
        failed_checks.check_name,
        failed_checks.column_name,
        failed_checks.detail,
        case
            when
                failed_checks.column_name is null
                {%- if required %}
                or failed_checks.column_name in ('{{ required | join("', '") }}')
                {%- endif %}
                then quality_checks.on_required
            else quality_checks.on_optional
        end as consequence,
        1 as row_count,
    from failed_checks
    inner join {{ ref('quality_checks') }} as quality_checks
        on failed_checks.check_name = quality_checks.check_name

),

broken_rows as (

    select distinct
        record_key,
        row_hash,
    from judged_checks
    where consequence = 'quarantine'

),

-- Of the rows of one key, the newest that passes all other checks is kept.
rivals as (

    select
        distinct_rows.record_key,
        distinct_rows.row_hash,
        broken_rows.row_hash is not null as is_broken,
        first_value(broken_rows.row_hash is null) over kept as is_one_sound,
        row_number() over kept as place,
        {%- for name in newest + ['loaded_at'] %}
        distinct_rows.{{ name }},
        first_value(distinct_rows.{{ name }}) over kept as kept_{{ name }},
        {%- endfor %}
    from distinct_rows
    left join broken_rows
        on
            distinct_rows.record_key = broken_rows.record_key
            and distinct_rows.row_hash = broken_rows.row_hash
    where
        true
        {%- for name in required_key %}
        and distinct_rows.{{ name }} is not null
        {%- endfor %}
    window kept as (
        partition by distinct_rows.record_key
        order by
            broken_rows.row_hash is not null,
            {%- for name in newest + ['loaded_at'] %}
            distinct_rows.{{ name }} desc nulls last,
            {%- endfor %}
            distinct_rows.row_hash desc
    )

),

all_checks as (

    select * from judged_checks

    union all

    select
        rivals.record_key,
        rivals.row_hash,
        quality_checks.check_name,
        null as column_name,
        case
            when rivals.is_broken and rivals.is_one_sound
                then 'kept: a row of this key that passes the checks'
            when true
                {%- for name in newest + ['loaded_at'] %}
                and coalesce(
                    rivals.{{ name }} = rivals.kept_{{ name }},
                    rivals.{{ name }} is null and rivals.kept_{{ name }} is null
                )
                {%- endfor %}
                then 'tie: kept by the greatest row hash'
            else 'kept: a newer row of this key'
        end as detail,
        quality_checks.on_required as consequence,
        1 as row_count,
    from rivals
    inner join {{ ref('quality_checks') }} as quality_checks
        on quality_checks.check_name = 'duplicate_key'
    where rivals.place > 1

    union all

    select
        distinct_rows.record_key,
        distinct_rows.row_hash,
        quality_checks.check_name,
        null as column_name,
        distinct_rows.copy_count || ' identical rows' as detail,
        quality_checks.on_required as consequence,
        distinct_rows.copy_count - 1 as row_count,
    from distinct_rows
    inner join {{ ref('quality_checks') }} as quality_checks
        on quality_checks.check_name = 'exact_duplicate'
    where distinct_rows.copy_count > 1

),

-- Sorted as lists, because an aggregate with `order by` or `distinct` costs
-- twenty times as much.
checks_per_row as (

    select
        record_key,
        row_hash,
        list_sort(
            list(
                struct_pack(
                    check_name := check_name,
                    column_name := column_name,
                    detail := detail,
                    consequence := consequence,
                    row_count := row_count
                )
            )
        ) as failed_checks,
    from all_checks
    group by all

),

judged_rows as (

    select
        record_key,
        row_hash,
        failed_checks,
        list_sort(list_distinct(list_transform(
            list_filter(
                failed_checks, lambda failed: failed.consequence = 'quarantine'
            ),
            lambda failed: failed.check_name
        ))) as quarantine_reasons,
        list_sort(list_distinct(list_transform(
            list_filter(
                failed_checks, lambda failed: failed.consequence = 'blank'
            ),
            lambda failed: failed.column_name
        ))) as blanked_columns,
    from checks_per_row

),
{%- endmacro %}
