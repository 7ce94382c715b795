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

-- Two records are known to be one person when both are known.
links as (
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
        greatest(left_records.known_at, right_records.known_at) as known_at,
    from pairs
    cross join least_weight
    inner join records as left_records
        on pairs.record_id_l = left_records.record_id
    inner join records as right_records
        on pairs.record_id_r = right_records.record_id
    where pairs.joining_weight >= least_weight.least_weight
)

select * from links
