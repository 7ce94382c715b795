with

pairs as (
    select * from {{ ref('int_identity_pairs_scored') }}
),

least_weight as (
    select least_weight
    from {{ ref('int_identity_thresholds_judged') }}
    where is_chosen
),

records as (
    select
        record_id,
        known_at,
    from {{ ref('int_person_records_standardised') }}
),

record_emails as (
    select
        record_id,
        email,
    from {{ ref('int_identity_records') }}
    where email is not null
),

logins as (
    select * from {{ ref('int_email_logins') }}
),

emails_known as (
    select
        record_id,
        email,
        first_written_at as known_at,
    from logins
    union all
    select
        record_emails.record_id,
        record_emails.email,
        records.known_at,
    from record_emails
    inner join records on record_emails.record_id = records.record_id
),

-- If a pair shares several logins, the first counts.
logins_shared as (
    select
        pairs.record_id_l,
        pairs.record_id_r,
        min(greatest(left_emails.known_at, right_emails.known_at)) as known_at,
    from pairs
    inner join emails_known as left_emails
        on pairs.record_id_l = left_emails.record_id
    inner join emails_known as right_emails
        on
            pairs.record_id_r = right_emails.record_id
            and left_emails.email = right_emails.email
    where pairs.rule = 'same_login'
    group by pairs.record_id_l, pairs.record_id_r
),

-- A link is known when both records are known; a login link not before the
-- e-mail was written.
dated as (
    select
        pairs.record_id_l,
        pairs.record_id_r,
        case
            when pairs.rule is not null then pairs.rule
            when pairs.match_weight >= least_weight.least_weight
                then 'probability'
            else 'through_others'
        end as link_kind,
        pairs.match_weight,
        1 / (1 + pow(2, -pairs.match_weight)) as match_probability,
        pairs.joining_weight,
        pairs.agreed as agreed_columns,
        greatest(
            left_records.known_at, right_records.known_at,
            logins_shared.known_at
        ) as known_at,
    from pairs
    cross join least_weight
    inner join records as left_records
        on pairs.record_id_l = left_records.record_id
    inner join records as right_records
        on pairs.record_id_r = right_records.record_id
    left join logins_shared
        on
            pairs.record_id_l = logins_shared.record_id_l
            and pairs.record_id_r = logins_shared.record_id_r
    where pairs.joining_weight >= least_weight.least_weight
)

select * from dated
