{%- set casts = ['loaded_at'] -%}

with

source as (

    select * from {{ source('reference', 'reference_words') }}
    union all by name
    {{ contract_columns('reference_words') }}

),

cast_columns as (

    select
        -- strings
        lower({{ as_text('vocabulary') }}) as vocabulary,
        {{ as_text('word') }} as word,
        {{ as_text('meaning') }} as meaning,

        -- timestamps
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('reference_words') }}
