with

{{ clean_rows(
    'shop_accounts',
    ref('stg_shop__accounts'),
    ref('int_shop_accounts_suspected'),
    bulk_key=['account_id'],
) }}
