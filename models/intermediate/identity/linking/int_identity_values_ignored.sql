{%- set attributes = [
    'email', 'email_name', 'phone', 'birth_date', 'address', 'first_name',
    'last_name', 'postal_code',
] -%}

with

records as (
    select * from {{ ref('int_person_records_standardised') }}
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
    from {{ ref('identity_thresholds') }}
),

-- How many different people have a value, by their names.
shared_values as (
    {% for attribute in ['email', 'phone'] %}
        select
            '{{ attribute }}' as attribute,
            {{ attribute }} as ignored_value,
            count(*) as records,
            count(
                distinct coalesce(first_name, '')
                || ' '
                || coalesce(last_name, '')
            ) as names,
        from records
        where {{ attribute }} is not null
        group by {{ attribute }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- A default of a form, such as the first of January 1970.
birth_dates as (
    select
        strftime(birth_date, '%Y%m%d') as ignored_value,
        count(*) as records,
        sum(count(*)) over () as all_records,
    from records
    where birth_date is not null
    group by birth_date
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
    {% for attribute in attributes %}
        {%- set value = "strftime(birth_date, '%Y%m%d')"
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
