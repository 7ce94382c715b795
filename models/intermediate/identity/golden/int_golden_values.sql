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
        clusters.cluster_id,
        coalesce(
            records.updated_at, records.created_at, records.loaded_at
        ) as dated_at,
    from {{ ref('int_person_records_standardised') }} as records
    inner join {{ ref('int_identity_clusters') }} as clusters
        on records.record_id = clusters.record_id
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

priorities as (
    select * from {{ ref('source_priorities') }}
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
            cluster_id,
            '{{ attribute }}' as attribute,
            {{ shown }} as golden_value,
            {{ compared }} as compared_value,
            {{ valid }} as is_valid,
            record_id,
            record_source,
            dated_at,
        from records
        where {{ compared }} is not null
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- What many people share is nobody's own.
judged_values as (
    select
        told_values.* replace (
            told_values.is_valid
            and ignored_values.attribute is null as is_valid
        ),
        priorities.priority,
        count(*) over (
            partition by
                told_values.cluster_id,
                told_values.attribute,
                told_values.compared_value
        ) as frequency,
        count(distinct told_values.compared_value) over (
            partition by told_values.cluster_id, told_values.attribute
        ) as candidates,
    from told_values
    left join priorities
        on told_values.record_source = priorities.record_source
    left join ignored_values
        on
            told_values.attribute = ignored_values.attribute
            and told_values.compared_value = ignored_values.ignored_value
),

-- Each rule gives a score, the greater the better; lists of scores compare as
-- the rules do, the first one first.
scored_values as (
    select
        judged_values.*,
        list_transform(
            rules.rules,
            lambda rule: case rule
                when 'valid' then cast(judged_values.is_valid as double)
                when 'most_recent'
                    then coalesce(epoch(judged_values.dated_at), -1e15)
                when 'most_frequent'
                    then cast(judged_values.frequency as double)
                when 'longest'
                    then cast(length(judged_values.compared_value) as double)
                else -cast(coalesce(judged_values.priority, 1000) as double)
            end
        ) as scores,
    from judged_values
    left join rules on judged_values.attribute = rules.attribute
),

golden_values as (
    select
        cluster_id,
        attribute,
        golden_value,
        is_valid,
        record_id,
        record_source,
        dated_at,
        candidates,
    from scored_values
    qualify
        row_number() over (
            partition by cluster_id, attribute
            order by scores desc, record_id asc
        ) = 1
)

select * from golden_values
