with

{{ suspected_rows(
    'shop_accounts',
    ref('stg_shop__accounts'),
    key=['account_id'],
) }}
