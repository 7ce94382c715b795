with

-- Vectors are computed from the sampled features. Selecting the sample from the
-- vectors would compute the vectors of all individuals.
customers as (
    {{ feature_vectors(
        'customer',
        features=ref('int_customer_features_sampled'),
        scalers=ref('int_feature_scalers'),
    ) }}
),

leads as (
    {{ feature_vectors(
        'lead',
        features=ref('int_lead_features_sampled'),
        scalers=ref('int_feature_scalers'),
    ) }}
),

vectors as (
    select
        'customer' as entity,
        customer_id as entity_id,
        * exclude (customer_id),
    from customers
    union all
    select
        'lead' as entity,
        lead_id as entity_id,
        * exclude (lead_id),
    from leads
),

learnt_uses as (
    select distinct
        entity,
        use,
    from {{ ref('segment_schemes') }}
    where kind = 'learnt'
),

sampled as (
    select
        vectors.entity,
        vectors.use,
        vectors.entity_id,
        vectors.as_of_date,
        vectors.scaler_id,
        vectors.vector,
    from vectors
    inner join learnt_uses
        on
            vectors.entity = learnt_uses.entity
            and vectors.use = learnt_uses.use
    where vectors.is_eligible
)

select * from sampled
