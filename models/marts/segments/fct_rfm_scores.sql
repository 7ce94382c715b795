select * from {{ ref('int_customer_rfm_scores') }}
