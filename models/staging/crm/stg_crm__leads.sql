{%- set casts = ['created_at', 'converted_at', 'lost_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('crm', 'crm_leads') }}
    union all by name
    {{ contract_columns('crm_leads') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('lead_id') }} as lead_id,
        {{ as_code('company_id') }} as company_id,

        -- strings
        {{ as_email('email') }} as email,
        {{ as_code('phone') }} as phone,
        {{ as_words('first_name') }} as first_name,
        {{ as_words('last_name') }} as last_name,
        {{ as_words('job_title') }} as job_title,
        {{ as_text('lead_source') }} as lead_source,
        {{ as_text('lost_reason') }} as lost_reason,

        -- timestamps
        {{ as_timestamp('created_at') }} as created_at,
        {{ as_timestamp('converted_at') }} as converted_at,
        {{ as_timestamp('lost_at') }} as lost_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('crm_leads') }}
