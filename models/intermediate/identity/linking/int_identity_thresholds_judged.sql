with

pairs as (
    select * from {{ ref('int_identity_pairs_scored') }}
),

least_precision as (
    select max(threshold_value) as least_precision
    from {{ ref('identity_thresholds') }}
    where threshold = 'least_expected_precision'
),

-- The probability of a pair follows from the pair itself and from the clusters
-- that it is in; the higher one counts. A rule is almost certain.
probabilities as (
    select
        joining_weight,
        case
            when contradiction is not null then 0
            when rule is not null then 0.9999
            else
                1 / (
                    1 + pow(
                        2,
                        -greatest(
                            match_weight, greatest(joining_weight, -500)
                        )
                    )
                )
        end as probability,
    from pairs
),

candidates as (
    select cast(unnest(range(-6, 13)) / 2.0 as decimal(6, 1)) as least_weight
),

sums as (
    select
        candidates.least_weight,
        count(*) filter (
            where probabilities.joining_weight >= candidates.least_weight
        ) as pairs,
        sum(cast(probabilities.probability as decimal(18, 9))) filter (
            where probabilities.joining_weight >= candidates.least_weight
        ) as expected_true_pairs,
        sum(cast(probabilities.probability as decimal(18, 9)))
            as expected_matching_pairs,
    from candidates
    cross join probabilities
    group by candidates.least_weight
),

judged as (
    select
        least_weight,
        pairs,
        coalesce(expected_true_pairs, 0) / nullif(pairs, 0)
            as expected_precision,
        coalesce(expected_true_pairs, 0) / nullif(expected_matching_pairs, 0)
            as expected_recall,
        round(
            2 * coalesce(expected_true_pairs, 0)
            / nullif(pairs + expected_matching_pairs, 0),
            4
        ) as expected_f1,
    from sums
),

-- The best threshold that is precise enough. The strictest one wins a tie, and
-- is chosen if none is precise enough.
chosen as (
    select
        judged.*,
        row_number() over (
            order by
                judged.expected_precision >= least_precision.least_precision
                desc nulls last,
                case
                    when
                        judged.expected_precision
                        >= least_precision.least_precision
                        then judged.expected_f1
                end desc nulls last,
                judged.least_weight desc
        ) = 1 as is_chosen,
    from judged
    cross join least_precision
)

select * from chosen
