{%- set casts = ['occurred_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('crm', 'crm_lead_activities') }}
    union all by name
    {{ contract_columns('crm_lead_activities') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('activity_id') }} as activity_id,
        {{ as_code('lead_id') }} as lead_id,

        -- strings
        {{ as_text('activity_type') }} as activity_type,

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
where {{ is_kept('crm_lead_activities') }}
