{%- set casts = ['requested_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('crm', 'crm_privacy_requests') }}
    union all by name
    {{ contract_columns('crm_privacy_requests') }}

),

cast_columns as (

    select
        -- ids
        lower({{ as_text('identifier_type') }}) as identifier_type,
        {{ as_code('identifier') }} as identifier,

        -- strings
        lower({{ as_text('request_type') }}) as request_type,

        -- timestamps
        {{ as_timestamp('requested_at') }} as requested_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('crm_privacy_requests') }}
