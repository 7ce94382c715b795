{%- set casts = ['known_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('external', 'external_attributes') }}
    union all by name
    {{ contract_columns('external_attributes') }}

),

cast_columns as (

    select
        -- ids
        lower({{ as_text('identifier_type') }}) as identifier_type,
        {{ as_code('identifier') }} as identifier,

        -- strings
        {{ as_text('attribute') }} as attribute,
        {{ as_words('value') }} as value,
        {{ as_text('provider') }} as provider,

        -- timestamps
        {{ as_timestamp('known_at') }} as known_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('external_attributes') }}
