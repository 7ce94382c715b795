-- The catalogue and fct_customer_features name the same features.
with

catalogued as (
    select feature from {{ ref('feature_catalog') }}
),

built as (
    select column_name as feature
    from information_schema.columns
    where
        table_name = '{{ ref('fct_customer_features').identifier }}'
        and column_name not in ('customer_id', 'as_of_date')
)

select *
from catalogued
full join built on catalogued.feature = built.feature
where catalogued.feature is null or built.feature is null
