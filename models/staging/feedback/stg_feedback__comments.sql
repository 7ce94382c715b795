with

source as (

    select * from {{ source('feedback', 'feedback_comments') }}
    union all by name
    {{ contract_columns('feedback_comments') }}

),

cast_columns as (

    select
        -- ids
        {{ as_text('comment_id') }} as comment_id,
        {{ as_text('account_id') }} as account_id,

        -- strings
        {{ as_text('email') }} as email,
        {{ as_text('channel') }} as channel,
        {{ as_text('language') }} as language,
        {{ as_text('body') }} as body,

        -- numerics
        {{ as_decimal('rating') }} as rating,

        -- timestamps
        {{ as_timestamp('created_at') }} as created_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ uncast_columns(
            decimals=['rating'],
            timestamps=['created_at', 'loaded_at'],
        ) }} as uncast_columns,

    from source

)

select * from cast_columns
where {{ is_kept('feedback_comments') }}
