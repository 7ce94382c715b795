{%- set separators = decimal_separators('marketing_sends') -%}
{%- set casts = [
    'revenue', 'cost', 'sent_at', 'opened_at', 'clicked_at', 'bounced_at',
    'unsubscribed_at', 'complained_at', 'converted_at', 'loaded_at',
] -%}

with

source as (

    select * from {{ source('marketing', 'marketing_sends') }}
    union all by name
    {{ contract_columns('marketing_sends') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('send_id') }} as send_id,
        {{ as_code('campaign_id') }} as campaign_id,
        {{ as_code('contact_id') }} as contact_id,

        -- strings
        {{ as_text('variant') }} as variant,
        {{ as_text('channel') }} as channel,
        {{ as_email('email') }} as email,
        {{ as_code('phone') }} as phone,

        -- numerics
        {{ as_decimal('revenue', 2, separators) }} as revenue,
        {{ as_decimal('cost', 2, separators) }} as cost,

        -- timestamps
        {{ as_timestamp('sent_at') }} as sent_at,
        {{ as_timestamp('opened_at') }} as opened_at,
        {{ as_timestamp('clicked_at') }} as clicked_at,
        {{ as_timestamp('bounced_at') }} as bounced_at,
        {{ as_timestamp('unsubscribed_at') }} as unsubscribed_at,
        {{ as_timestamp('complained_at') }} as complained_at,
        {{ as_timestamp('converted_at') }} as converted_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('marketing_sends') }}
