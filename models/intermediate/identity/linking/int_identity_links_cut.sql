with

pairs as (
    select * from {{ ref('int_identity_pairs_scored') }}
),

least_weight as (
    select least_weight
    from {{ ref('int_identity_thresholds_judged') }}
    where is_chosen
),

-- Pairs that would be linked on their own but are in different clusters.
links_cut as (
    select
        pairs.record_id_l,
        pairs.record_id_r,
        coalesce(pairs.rule, 'probability') as link_kind,
        pairs.match_weight,
        pairs.joining_weight,
        pairs.agreed as agreed_columns,
        coalesce(pairs.contradiction, 'others_of_the_cluster') as reason,
    from pairs
    cross join least_weight
    where
        pairs.joining_weight < least_weight.least_weight
        and (
            pairs.match_weight >= least_weight.least_weight
            or pairs.rule is not null
        )
)

select * from links_cut
