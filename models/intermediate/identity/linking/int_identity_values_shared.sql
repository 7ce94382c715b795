with

records as (
    select
        email,
        nullif(linking_email, email) as linking_email,
        phone,
        coalesce(first_name, '') || ' ' || coalesce(last_name, '') as full_name,
    from {{ ref('int_person_records_standardised') }}
),

thresholds as (
    select
        max(threshold_value) filter (where threshold = 'shared_by_people')
            as shared_by_people,
        max(threshold_value) filter (where threshold = 'records_of_one_person')
            as records_of_one_person,
    from {{ ref('identity_thresholds') }}
),

-- Number of different people with a value, counted by name.
counted as (
    {% for attribute in ['email', 'linking_email', 'phone'] %}
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

shared_values as (
    select
        counted.attribute,
        counted.ignored_value,
        case
            when counted.names > thresholds.shared_by_people
                then 'shared_by_many_people'
            else 'on_too_many_records'
        end as reason,
        counted.records,
    from counted
    cross join thresholds
    where
        counted.names > thresholds.shared_by_people
        or counted.records > thresholds.records_of_one_person
)

select * from shared_values
