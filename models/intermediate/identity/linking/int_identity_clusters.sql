with

records as (
    select record_id
    from {{ ref('int_person_records_standardised') }}
),

least_weight as (
    select least_weight
    from {{ ref('int_identity_thresholds_judged') }}
    where is_chosen
),

links as (
    select
        pairs.record_id_l,
        pairs.record_id_r,
    from {{ ref('int_identity_pairs_scored') }} as pairs
    cross join least_weight
    where pairs.joining_weight >= least_weight.least_weight
),

-- At the chosen weight a record joins with all records of its cluster, so the
-- first record of a cluster is a partner of every other one.
partners as (
    select
        record_id_l as record_id,
        record_id_r as partner_id,
    from links
    union all
    select
        record_id_r as record_id,
        record_id_l as partner_id,
    from links
),

clusters as (
    select
        records.record_id,
        least(records.record_id, min(partners.partner_id)) as cluster_id,
        count(partners.partner_id) + 1 as cluster_size,
    from records
    left join partners on records.record_id = partners.record_id
    group by records.record_id
)

select * from clusters
