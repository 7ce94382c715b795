{%- set separators = decimal_separators('web_events') -%}
{%- set casts = ['engaged_seconds', 'occurred_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('web', 'web_events') }}
    union all by name
    {{ contract_columns('web_events') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('event_id') }} as event_id,
        {{ as_code('visitor_id') }} as visitor_id,
        {{ as_code('account_id') }} as account_id,
        {{ as_code('session_id') }} as session_id,

        -- strings
        {{ as_text('event_name') }} as event_name,
        {{ as_text('page_url') }} as page_url,
        {{ as_code('sku') }} as sku,
        {{ as_text('device_type') }} as device_type,
        {{ as_text('utm_source') }} as utm_source,
        {{ as_text('utm_campaign') }} as utm_campaign,

        -- numerics
        {{ as_decimal('engaged_seconds', 2, separators) }} as engaged_seconds,

        -- timestamps
        {{ as_timestamp('occurred_at') }} as occurred_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('web_events') }}
