{%- set casts = ['loaded_at'] -%}

with

source as (

    select * from {{ source('geo', 'geo_communes') }}
    union all by name
    {{ contract_columns('geo_communes') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('insee_code') }} as insee_code,
        {{ as_code('parent_insee_code') }} as parent_insee_code,

        -- strings
        {{ as_words('name') }} as name,
        {{ as_code('postal_code') }} as postal_code,
        {{ as_text('urban_class') }} as urban_class,

        -- timestamps
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
