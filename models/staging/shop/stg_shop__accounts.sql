{%- set casts = ['created_at', 'updated_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('shop', 'shop_accounts') }}
    union all by name
    {{ contract_columns('shop_accounts') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('account_id') }} as account_id,

        -- strings
        {{ as_email('email') }} as email,
        {{ as_code('phone') }} as phone,
        {{ as_words('first_name') }} as first_name,
        {{ as_words('last_name') }} as last_name,
        {{ as_words('address') }} as address,
        {{ as_code('postal_code') }} as postal_code,
        {{ as_words('city') }} as city,
        {{ as_words('country_code') }} as country_code,

        -- timestamps
        {{ as_timestamp('created_at') }} as created_at,
        {{ as_timestamp('updated_at') }} as updated_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('shop_accounts') }}
