with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

thresholds as (
    select
        max(threshold_value) filter (where threshold = 'shared_birth_date')
            as shared_birth_date,
        max(threshold_value) filter (where threshold = 'shared_name')
            as shared_name,
    from {{ ref('identity_thresholds') }}
),

-- The share of a birth date is among all records with a birth date.
counted as (
    select
        'birth_date' as attribute,
        birth_date_digits as ignored_value,
        count(*) as records,
        sum(count(birth_date)) over () as all_records,
    from records
    where birth_date_digits is not null
    group by birth_date_digits
    {% for attribute in ['first_name', 'last_name'] %}
        union all
        select
            '{{ attribute }}' as attribute,
            {{ attribute }} as ignored_value,
            count(*) as records,
            sum(count(*)) over () as all_records,
        from records
        where {{ attribute }} is not null
        group by {{ attribute }}
    {% endfor %}
),

frequent_values as (
    select
        counted.attribute,
        counted.ignored_value,
        'far_too_frequent' as reason,
        counted.records,
    from counted
    cross join thresholds
    where
        counted.records > greatest(
            20,
            counted.all_records * case
                when counted.attribute = 'birth_date'
                    then thresholds.shared_birth_date
                else thresholds.shared_name
            end
        )
)

select * from frequent_values
