{#- Attribute, the value to show, the value to compare, whether it is valid. -#}
{%- set attributes = [
    ('email', 'email', 'email',
        'is_email_valid and not is_email_disposable and not is_email_role'),
    ('phone', 'phone', 'phone', 'is_phone_valid'),
    ('first_name', 'raw_first_name', 'first_name', 'true'),
    ('last_name', 'raw_last_name', 'last_name', 'true'),
    ('gender', 'gender', 'gender', 'true'),
    ('birth_date', 'cast(birth_date as varchar)',
        "strftime(birth_date, '%Y%m%d')", 'true'),
    ('address', 'raw_address', 'address', 'true'),
    ('postal_code', 'postal_code', 'postal_code', 'true'),
    ('city', 'raw_city', 'city', 'true'),
    ('country_code', 'country_code', 'country_code', 'true'),
    ('insee_code', 'insee_code', 'insee_code', 'true'),
] -%}

with

records as (
    select
        records.*,
        ids.customer_id,
        coalesce(
            records.updated_at, records.created_at, records.loaded_at
        ) as dated_at,
        coalesce(priorities.priority, 1000) as priority,
    from {{ ref('int_person_records_standardised') }} as records
    inner join {{ ref('int_customer_ids') }} as ids
        on records.record_id = ids.record_id
    left join {{ ref('source_priorities') }} as priorities
        on records.record_source = priorities.record_source
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

rules as (
    select
        attribute,
        list(rule order by place) as rules,
    from {{ ref('survivorship_rules') }}
    group by attribute
),

told_values as (
    {% for attribute, shown, compared, valid in attributes %}
        select
            customer_id,
            '{{ attribute }}' as attribute,
            {{ shown }} as golden_value,
            {{ compared }} as compared_value,
            {{ valid }} as is_valid,
            record_id,
            record_source,
            dated_at,
            priority,
        from records
        where {{ compared }} is not null
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- Of records that say the same the one changed last tells it.
different_values as (
    select
        customer_id,
        attribute,
        compared_value,
        count(*) as frequency,
        bool_or(is_valid) as is_valid,
        max(dated_at) as last_dated_at,
        min(priority) as priority,
        arg_min(
            struct_pack(golden_value, record_id, record_source, dated_at),
            (-coalesce(epoch(dated_at), -1e15), priority, record_id)
        ) as told,
    from told_values
    group by customer_id, attribute, compared_value
),

-- What many people share is nobody's own.
judged_values as (
    select
        different_values.* replace (
            different_values.is_valid
            and ignored_values.attribute is null as is_valid
        ),
        count(*) over (
            partition by
                different_values.customer_id, different_values.attribute
        ) as candidates,
    from different_values
    left join ignored_values
        on
            different_values.attribute = ignored_values.attribute
            and different_values.compared_value = ignored_values.ignored_value
),

-- Each rule gives a score, the greater the better; lists of scores compare as
-- the rules do, the first one first.
contested_values as (
    select
        judged_values.*,
        list_transform(
            rules.rules,
            lambda rule: case rule
                when 'valid' then cast(judged_values.is_valid as double)
                when 'most_recent'
                    then coalesce(epoch(judged_values.last_dated_at), -1e15)
                when 'most_frequent'
                    then cast(judged_values.frequency as double)
                when 'longest'
                    then cast(length(judged_values.compared_value) as double)
                else -cast(judged_values.priority as double)
            end
        ) as scores,
    from judged_values
    left join rules on judged_values.attribute = rules.attribute
    where judged_values.candidates > 1
),

chosen_values as (
    select * exclude (scores)
    from contested_values
    qualify
        row_number() over (
            partition by customer_id, attribute
            order by scores desc, compared_value asc
        ) = 1
    union all
    select *
    from judged_values
    where candidates = 1
),

golden_values as (
    select
        customer_id,
        attribute,
        told.golden_value,
        is_valid,
        told.record_id,
        told.record_source,
        told.dated_at,
        candidates,
    from chosen_values
)

select * from golden_values
