with

records as (
    select * from {{ ref('int_identity_records') }}
),

logins as (
    select * from {{ ref('int_email_logins') }}
),

thresholds as (
    select max(threshold_value) as most_records
    from {{ ref('identity_thresholds') }}
    where threshold = 'records_of_one_value'
),

login_records as (
    select
        record_id,
        email,
    from logins
    union
    select
        records.record_id,
        records.email,
    from records
    semi join logins on records.email = logins.email
),

record_keys as (
    select
        record_id,
        'same_email' as rule,
        email as key,
    from records
    where email is not null
    union all
    select
        record_id,
        'same_phone_and_last_name' as rule,
        phone || ' ' || last_name as key,
    from records
    where phone is not null and last_name is not null
    union all
    select
        record_id,
        'same_login' as rule,
        email as key,
    from login_records
),

-- In a large group each record is linked only with the first one, so the number
-- of links grows with the records and not with the pairs.
shared_keys as (
    select
        rule,
        key,
        count(*) as records,
        min(record_id) as first_record_id,
    from record_keys
    group by rule, key
    having count(*) > 1
),

members as (
    select
        records.*,
        record_keys.rule,
        record_keys.key,
        shared_keys.records <= thresholds.most_records
        or records.record_id = shared_keys.first_record_id
            as is_linked_with_all,
    from record_keys
    inner join shared_keys
        on
            record_keys.rule = shared_keys.rule
            and record_keys.key = shared_keys.key
    inner join records on record_keys.record_id = records.record_id
    cross join thresholds
),

-- A household shares an e-mail, too: first names must be similar, or one the
-- beginning of the other (an initial, half a double name). If a father and a
-- son have one name, their birth dates differ entirely.
links as (
    select
        left_records.record_id as record_id_l,
        right_records.record_id as record_id_r,
        min(left_records.rule) as rule,
    from members as left_records
    inner join members as right_records
        on
            left_records.rule = right_records.rule
            and left_records.key = right_records.key
            and left_records.record_id < right_records.record_id
    where
        left_records.is_linked_with_all
        and (
            left_records.first_name is null
            or right_records.first_name is null
            or {{ is_like_first_name(
                'left_records.first_name', 'right_records.first_name'
            ) }}
        )
        and coalesce(
            substr(left_records.birth_date, 1, 4)
            = substr(right_records.birth_date, 1, 4)
            or substr(left_records.birth_date, 5, 4)
            = substr(right_records.birth_date, 5, 4)
            or damerau_levenshtein(
                left_records.birth_date, right_records.birth_date
            ) <= 2,
            true
        )
    group by left_records.record_id, right_records.record_id
)

select * from links
