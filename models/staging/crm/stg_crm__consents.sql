{%- set casts = ['recorded_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('crm', 'crm_consents') }}
    union all by name
    {{ contract_columns('crm_consents') }}

),

cast_columns as (

    select
        -- ids
        lower({{ as_text('identifier_type') }}) as identifier_type,
        {{ as_code('identifier') }} as identifier,

        -- strings
        {{ as_text('channel') }} as channel,
        {{ as_text('purpose') }} as purpose,
        {{ as_text('is_granted') }} as is_granted,
        {{ as_text('legal_basis') }} as legal_basis,
        {{ as_text('proof') }} as proof,

        -- timestamps
        {{ as_timestamp('recorded_at') }} as recorded_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('crm_consents') }}
