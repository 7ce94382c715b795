{%- set separators = decimal_separators('crm_contacts') -%}
{%- set casts = [
    'household_income', 'birth_date', 'created_at', 'updated_at', 'loaded_at',
] -%}

with

source as (

    select * from {{ source('crm', 'crm_contacts') }}
    union all by name
    {{ contract_columns('crm_contacts') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('contact_id') }} as contact_id,

        -- strings
        {{ as_email('email') }} as email,
        {{ as_code('phone') }} as phone,
        {{ as_words('first_name') }} as first_name,
        {{ as_words('last_name') }} as last_name,
        {{ as_text('gender') }} as gender,
        {{ as_text('marital_status') }} as marital_status,
        {{ as_words('address') }} as address,
        {{ as_code('postal_code') }} as postal_code,
        {{ as_words('city') }} as city,
        {{ as_words('country_code') }} as country_code,
        {{ as_code('insee_code') }} as insee_code,
        {{ as_text('social_handle') }} as social_handle,

        -- numerics
        {{ as_decimal('household_income', 2, separators) }} as household_income,

        -- dates
        {{ as_date('birth_date') }} as birth_date,

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
where {{ is_kept('crm_contacts') }}
