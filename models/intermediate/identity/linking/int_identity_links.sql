with recursive

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

-- Whoever shares several logins is known by the first.
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

-- Two records are known to be one person when both are known, and by a login
-- not before it was written.
linked as (
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
),

both_ways as (
    select
        record_id_l as record_id,
        record_id_r as partner_id,
        link_kind,
        known_at,
    from linked
    union all
    select
        record_id_r as record_id,
        record_id_l as partner_id,
        link_kind,
        known_at,
    from linked
),

through_others as (
    select record_id
    from both_ways
    where link_kind = 'through_others'
),

-- All pairs of a cluster are there, so from one record it is a step to each.
concerned as (
    select distinct both_ways.partner_id as record_id
    from both_ways
    semi join through_others on both_ways.record_id = through_others.record_id
),

members as (
    select
        records.record_id,
        records.known_at,
        least(
            (records.known_at, records.record_id),
            min((partners.known_at, partners.record_id))
        ) as first_record,
    from concerned
    inner join both_ways on concerned.record_id = both_ways.record_id
    inner join records on concerned.record_id = records.record_id
    inner join records as partners
        on both_ways.partner_id = partners.record_id
    group by records.record_id, records.known_at
),

steps as (
    select
        both_ways.record_id,
        both_ways.partner_id,
        both_ways.known_at,
    from both_ways
    semi join concerned on both_ways.record_id = concerned.record_id
    where both_ways.link_kind != 'through_others'
    union all
    select
        record_id,
        record_id as partner_id,
        known_at,
    from members
),

-- Since when each record hangs together with the first of its cluster, by links
-- that were known then: one link further each time, until no date gets earlier.
reached as (
    select
        record_id,
        first_record,
        case
            when record_id = first_record[2] then known_at
            else timestamp 'infinity'
        end as joined_at,
    from members
    union all
    select
        steps.partner_id as record_id,
        reached.first_record,
        min(greatest(reached.joined_at, steps.known_at)) as joined_at,
    from reached
    inner join steps on reached.record_id = steps.record_id
    group by steps.partner_id, reached.first_record
    qualify
        bool_or(
            min(greatest(reached.joined_at, steps.known_at))
            < min(reached.joined_at) filter (
                where reached.record_id = steps.partner_id
            )
        ) over (partition by reached.first_record)
),

joined as (
    select
        record_id,
        min(joined_at) as joined_at,
    from reached
    group by record_id
),

-- What only others join is one person when both are joined with the first.
links as (
    select
        linked.* replace (
            case
                when linked.link_kind = 'through_others'
                    then greatest(left_joined.joined_at, right_joined.joined_at)
                else linked.known_at
            end as known_at
        ),
    from linked
    left join joined as left_joined
        on linked.record_id_l = left_joined.record_id
    left join joined as right_joined
        on linked.record_id_r = right_joined.record_id
)

select * from links
