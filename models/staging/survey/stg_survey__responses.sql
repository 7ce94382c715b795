{%- set casts = ['responded_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('survey', 'survey_responses') }}
    union all by name
    {{ contract_columns('survey_responses') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('response_id') }} as response_id,
        {{ as_code('survey_id') }} as survey_id,
        {{ as_code('contact_id') }} as contact_id,
        {{ as_code('item_id') }} as item_id,

        -- strings
        {{ as_email('email') }} as email,
        {{ as_text('answer') }} as answer,

        -- timestamps
        {{ as_timestamp('responded_at') }} as responded_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('survey_responses') }}
