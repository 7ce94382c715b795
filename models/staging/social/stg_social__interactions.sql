{%- set casts = ['occurred_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('social', 'social_interactions') }}
    union all by name
    {{ contract_columns('social_interactions') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('interaction_id') }} as interaction_id,

        -- strings
        {{ as_text('network') }} as network,
        {{ as_text('handle') }} as handle,
        {{ as_email('email') }} as email,
        {{ as_text('interaction_type') }} as interaction_type,
        {{ as_words('body') }} as body,

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
where {{ is_kept('social_interactions') }}
