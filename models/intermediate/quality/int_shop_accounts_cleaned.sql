with

accounts as (

    select * from {{ ref('stg_shop__accounts') }}

),

suspects as (

    select * from {{ ref('int_shop_accounts_suspected') }}

),

{{ clean_rows(
    'shop_accounts',
    'accounts',
    'suspects',
    bulk_key=['account_id'],
) }}
