with

learning_date as (
    select learning_date
    from {{ ref('int_as_of_dates') }}
    where is_scoring_date
),

customers as (
    select features.*
    from {{ ref('fct_customer_features') }} as features
    inner join learning_date
        on features.as_of_date = learning_date.learning_date
),

-- The order of md5 sums is as good as chance, and always the same.
sampled as (
    select *
    from customers
    order by md5(customer_id), customer_id
    limit {{ var('sample_size') }}
)

select * from sampled
