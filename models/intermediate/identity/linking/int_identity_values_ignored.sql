{%- set attributes = [
    'email', 'email_name', 'phone', 'birth_date', 'address', 'first_name',
    'last_name', 'postal_code',
] -%}

{%- set told_attributes = [
    ('email', 'raw_email'),
    ('phone', 'raw_phone'),
    ('first_name', 'first_name'),
    ('last_name', 'last_name'),
    ('birth_date', 'raw_birth_date'),
    ('address', 'address'),
    ('postal_code', 'postal_code'),
] -%}

with

-- A text that is no date has digits, by which int_identity_records compares it.
records as (
    select
        *,
        coalesce(
            strftime(birth_date, '%Y%m%d'),
            nullif(regexp_replace(raw_birth_date, '\D', '', 'g'), '')
        ) as compared_birth_date,
        coalesce(first_name, '') || ' ' || coalesce(last_name, '') as full_name,
    from {{ ref('int_person_records_standardised') }}
),

placeholders as (
    select * from {{ ref('identity_placeholders') }}
),

thresholds as (
    select
        max(threshold_value) filter (where threshold = 'shared_by_people')
            as shared_by_people,
        max(threshold_value) filter (where threshold = 'records_of_one_person')
            as records_of_one_person,
        max(threshold_value) filter (where threshold = 'shared_birth_date')
            as shared_birth_date,
        max(threshold_value) filter (where threshold = 'shared_name')
            as shared_name,
    from {{ ref('identity_thresholds') }}
),

-- How many different people have a value, by their names.
shared_values as (
    {% for attribute in ['email', 'phone'] %}
        select
            '{{ attribute }}' as attribute,
            {{ attribute }} as ignored_value,
            count(*) as records,
            count(distinct full_name) as names,
        from records
        where {{ attribute }} is not null
        group by {{ attribute }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- What is no e-mail or phone has no form but its own. A few people who mistype
-- alike are no default, so it counts where it is shared or a known placeholder.
invalid_values as (
    {% for attribute in ['email', 'phone'] %}
        select
            '{{ attribute }}' as attribute,
            raw_{{ attribute }} as ignored_value,
            count(*) as records,
            count(distinct full_name) as names,
            {% if attribute == 'email' -%}
                'email_name' as placeholder_attribute,
                lower(split_part(raw_email, '@', 1)) as placeholder,
            {%- else -%}
                'phone' as placeholder_attribute,
                regexp_replace(raw_phone, '\D', '', 'g') as placeholder,
            {%- endif %}
        from records
        where raw_{{ attribute }} is not null and {{ attribute }} is null
        group by raw_{{ attribute }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- A default of a form, such as the first of January 1970.
birth_dates as (
    select
        compared_birth_date as ignored_value,
        count(*) as records,
        sum(count(birth_date)) over () as all_records,
    from records
    where compared_birth_date is not null
    group by compared_birth_date
),

names as (
    {% for attribute in ['first_name', 'last_name'] %}
        select
            '{{ attribute }}' as attribute,
            {{ attribute }} as ignored_value,
            count(*) as records,
            sum(count(*)) over () as all_records,
        from records
        where {{ attribute }} is not null
        group by {{ attribute }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- Nothing, white space, or, in a name or an address, signs alone. A source that
-- tells an attribute of nobody has no field for it that could be empty.
empty_values as (
    {% for attribute, value in told_attributes %}
        select
            '{{ attribute }}' as attribute,
            record_source,
            count(*) - count({{ value }}) as records,
        from records
        group by record_source
        having count({{ value }}) between 1 and count(*) - 1
        {{ "union all" if not loop.last }}
    {% endfor %}
),

ignored_values as (
    select
        shared_values.attribute,
        shared_values.ignored_value,
        case
            when shared_values.names > thresholds.shared_by_people
                then 'shared_by_many_people'
            else 'on_too_many_records'
        end as reason,
        shared_values.records,
    from shared_values
    cross join thresholds
    where
        shared_values.names > thresholds.shared_by_people
        or shared_values.records > thresholds.records_of_one_person
    union all
    select
        'birth_date' as attribute,
        birth_dates.ignored_value,
        'far_too_frequent' as reason,
        birth_dates.records,
    from birth_dates
    cross join thresholds
    where
        birth_dates.records
        > greatest(
            20, thresholds.shared_birth_date * birth_dates.all_records
        )
    union all
    select
        names.attribute,
        names.ignored_value,
        'far_too_frequent' as reason,
        names.records,
    from names
    cross join thresholds
    where
        names.records
        > greatest(20, thresholds.shared_name * names.all_records)
    union all
    select
        invalid_values.attribute,
        invalid_values.ignored_value,
        'invalid' as reason,
        invalid_values.records,
    from invalid_values
    cross join thresholds
    left join placeholders
        on
            invalid_values.placeholder_attribute = placeholders.attribute
            and invalid_values.placeholder = placeholders.value
    where
        placeholders.value is not null
        or invalid_values.names > thresholds.shared_by_people
        or invalid_values.records > thresholds.records_of_one_person
    union all
    select
        attribute,
        '' as ignored_value,
        'empty' as reason,
        cast(sum(records) as bigint) as records,
    from empty_values
    group by attribute
    union all
    {% for attribute in attributes %}
        {%- set value = 'compared_birth_date'
            if attribute == 'birth_date' else attribute %}
        select
            '{{ attribute }}' as attribute,
            placeholders.value as ignored_value,
            'placeholder' as reason,
            count(*) as records,
        from records
        inner join placeholders
            on
                placeholders.attribute = '{{ attribute }}'
                and {{ value }} = placeholders.value
        group by placeholders.value
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- A value may be ignored for several reasons: the first by name is told.
told as (
    select
        attribute,
        ignored_value,
        min(reason) as reason,
        max(records) as records,
    from ignored_values
    group by attribute, ignored_value
)

select * from told
