-- At the scoring date every vector has a finite number for every feature of
-- the catalogue. A sum is finite only if all its terms are; it passes over
-- nulls, which the count shows.
with

scoring_date as (
    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where is_scoring_date
),

-- One purpose at a time: the date then reaches the scan, and vectors of other
-- dates are not computed.
vectors as (
    {% for purpose in ['segmentation', 'propensity'] %}
        select vectors.*
        from {{ ref('int_customer_vectors') }} as vectors
        inner join scoring_date
            on vectors.as_of_date = scoring_date.as_of_date
        where vectors.purpose = '{{ purpose }}'
        {{ "union all" if not loop.last }}
    {% endfor %}
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
