{% macro contract_checks(
    contract, rows, limits, not_future=[], not_old=[]
) -%}
    select
        bulk_key,
        record_key,
        row_hash,
        case
            {%- set dates = contract | selectattr('type', 'in', ['date', 'timestamp'])
                | map(attribute='name') | list %}
            {%- if dates %}
            when
                column_name in ('{{ dates | join("', '") }}')
                and regexp_matches(uncast, '^[a-z0-9_]+: [+-]?infinity$', 'i')
                then 'infinite_date'
            when
                column_name in ('{{ dates | join("', '") }}')
                and regexp_matches(uncast, '^[a-z0-9_]+: [2-7]\d{4}([.,]\d+)?$')
                then 'excel_serial_date'
            when
                column_name in ('{{ dates | join("', '") }}')
                and regexp_matches(uncast, ':\d\d[.\d]* *[A-Za-z]{3,5}$')
                then 'unclear_time_zone'
            {%- endif %}
            {%- for type in ('date', 'timestamp') %}
            {%- set names = contract | selectattr('type', 'equalto', type)
                | map(attribute='name') | list %}
            {%- if names %}
            when column_name in ('{{ names | join("', '") }}')
                then 'unparsable_{{ type }}'
            {%- endif %}
            {%- endfor %}
            when
                regexp_matches(
                    uncast, '^[a-z0-9_]+: [+-]?[1-9]\d{0,2}[.,]\d{3}$'
                )
                then 'unclear_number'
            {#- Without a contract there is no branch, and `case` needs one. #}
            when true then 'unparsable_number'
        end as check_name,
        column_name,
        nullif(substr(uncast, length(column_name) + 3), '') as detail,
    from (
        select
            *,
            split_part(uncast, ': ', 1) as column_name,
        from (select *, unnest(uncast_columns) as uncast from {{ rows }})
    )
    {%- for column in contract %}
    {%- if column.is_required %}

    union all

    select {{ failed_check('missing_required', column.name) }}
    from {{ rows }}
    where
        {{ column.name }} is null
        and not list_contains(
            list_transform(
                uncast_columns, lambda uncast: split_part(uncast, ': ', 1)
            ),
            '{{ column.name }}'
        )
    {%- endif %}
    {%- if column.type in ('date', 'timestamp') and column.name != 'loaded_at' %}

    union all

    select
        bulk_key,
        record_key,
        row_hash,
        case
            {%- if column.type == 'timestamp' and column.name not in not_future %}
            when {{ is_epoch(column.name) }} then 'date_at_epoch'
            {%- endif %}
            when {{ column.name }} < limits.old_before_at then 'date_too_old'
            else 'date_in_future'
        end as check_name,
        '{{ column.name }}' as column_name,
        {{ column.name }}::varchar as detail,
    from {{ rows }}
    cross join {{ limits }} as limits
    where {{ is_wrong_date(
        column.name, not_future, not_old, column.type == 'timestamp'
    ) }}
    {%- endif %}
    {%- if column.is_key %}

    union all

    select {{ failed_check('rounded_code', column.name) }}
    from {{ rows }}
    where {{ is_rounded_code(column.name) }}
    {%- endif %}
    {%- if column.is_amount %}

    union all

    select {{ failed_check('implausible_amount', column.name) }}
    from {{ rows }}
    cross join {{ limits }} as limits
    where abs({{ column.name }}) >= limits.highest_amount
    {%- endif %}
    {%- if column.name in ('email', 'phone') %}

    union all

    select {{ failed_check('impossible_' ~ column.name, column.name) }}
    from {{ rows }}
    where
        {{ is_impossible_email('email') if column.name == 'email'
            else is_impossible_phone('phone') }}
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
