with

accounts as (

    select * from {{ ref('stg_shop__accounts') }}

),

{{ suspected_rows('shop_accounts', 'accounts', key=['account_id']) }}
