{%- set separators = decimal_separators('context_series') -%}
{%- set casts = ['value', 'observed_on', 'known_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('context', 'context_series') }}
    union all by name
    {{ contract_columns('context_series') }}

),

cast_columns as (

    select
        -- strings
        {{ as_text('series') }} as series,
        {{ as_code('area_code') }} as area_code,

        -- numerics
        {{ as_decimal('value', 4, separators) }} as value,

        -- dates
        {{ as_date('observed_on') }} as observed_on,

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
