with

sample as (
    select
        customer_id,
        as_of_date,
    from {{ ref('int_customer_features_sampled') }}
),

vectors as (
    select *
    from {{ ref('int_customer_vectors') }}
    where purpose = 'segmentation' and has_ordered
),

sampled as (
    select
        vectors.customer_id,
        vectors.as_of_date,
        vectors.scaler_id,
        vectors.vector,
    from vectors
    inner join sample
        on
            vectors.customer_id = sample.customer_id
            and vectors.as_of_date = sample.as_of_date
)

select * from sampled
