with

dates as (
    select
        as_of_date,
        as_of_at,
        label_ends_on,
        timezone(
            'UTC',
            timezone(
                {{ text_of_var('reporting_timezone') }},
                cast(label_ends_on as timestamp)
            )
        ) as label_ends_at,
        case when is_judging_date then 'judge' else 'train' end as role,
    from {{ ref('int_as_of_dates') }}
    where is_judging_date or is_training_date
),

orders as (
    select * from {{ ref('int_orders_valued') }}
),

-- All dates of one customer are in the sample or none. Customers who were not
-- known at the judging date stay out, or every new one would change the sample.
customers as (
    select customers.customer_id
    from {{ ref('int_customers_known') }} as customers
    inner join dates on customers.known_at < dates.as_of_at
    where dates.role = 'judge' and customers.is_profiled
    order by md5(customers.customer_id), customers.customer_id
    limit {{ var('sample_size') }}
),

-- Vectors are computed of the sample only: a join with int_customer_vectors
-- would compute those of everybody.
features as (
    select features.*
    from {{ ref('int_customer_features') }} as features
    inner join customers on features.customer_id = customers.customer_id
    inner join dates on features.as_of_date = dates.as_of_date
),

scalers as (
    {{ unfolded_scaler(
        ref('int_feature_scalers'), 'customer', 'propensity'
    ) }}
),

vectors as (
    select
        features.customer_id,
        features.as_of_date,
        scalers.scaler_id,
        {{ scaled_vector('features', 'scalers', 'customer', 'propensity') }}
            as vector,
    from features
    cross join scalers
),

-- A purchase counts unless it was void before the window closed.
purchases as (
    select distinct
        orders.customer_id,
        dates.as_of_date,
    from orders
    inner join customers on orders.customer_id = customers.customer_id
    inner join dates
        on
            orders.ordered_at >= dates.as_of_at
            and orders.ordered_at < dates.label_ends_at
    where
        orders.is_purchase
        and (
            orders.voided_at is null
            or orders.voided_at >= dates.label_ends_at
        )
),

labelled as (
    select
        'customer' as entity,
        'propensity' as use,
        vectors.customer_id as entity_id,
        vectors.as_of_date,
        dates.role,
        dates.label_ends_on as label_end_date,
        vectors.scaler_id,
        vectors.vector,
        purchases.customer_id is not null as label,
        1.0 as sample_weight,
    from vectors
    inner join dates on vectors.as_of_date = dates.as_of_date
    left join purchases
        on
            vectors.customer_id = purchases.customer_id
            and vectors.as_of_date = purchases.as_of_date
)

select * from labelled
