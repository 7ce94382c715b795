-- At the scoring date every vector has a finite number for every feature of
-- the catalogue. A sum is finite only if all its terms are; it passes over
-- nulls, which the count shows.
with

vectors as (
    select vectors.*
    from {{ ref('int_customer_vectors') }} as vectors
    inner join {{ ref('int_as_of_dates') }} as dates
        on
            vectors.as_of_date = dates.as_of_date
            and dates.is_scoring_date
),

catalogued as (
    select count(*) as features from {{ ref('feature_catalog') }}
)

select
    vectors.customer_id,
    vectors.purpose,
    vectors.vector,
from vectors
cross join catalogued
where
    len(vectors.vector) is distinct from catalogued.features
    or list_count(vectors.vector) is distinct from catalogued.features
    or not isfinite(list_sum(vectors.vector))
