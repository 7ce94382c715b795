{%- set separators = decimal_separators('feedback_comments') -%}
{%- set casts = ['rating', 'created_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('feedback', 'feedback_comments') }}
    union all by name
    {{ contract_columns('feedback_comments') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('comment_id') }} as comment_id,
        {{ as_code('account_id') }} as account_id,

        -- strings
        {{ as_email('email') }} as email,
        {{ as_text('channel') }} as channel,
        {{ as_text('language') }} as language,
        {{ as_words('body') }} as body,

        -- numerics
        {{ as_decimal('rating', 2, separators) }} as rating,

        -- timestamps
        {{ as_timestamp('created_at') }} as created_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('feedback_comments') }}
