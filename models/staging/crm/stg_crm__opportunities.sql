{%- set separators = decimal_separators('crm_opportunities') -%}
{%- set casts = ['amount', 'stage_entered_at', 'loaded_at'] -%}

with

source as (

    select * from {{ source('crm', 'crm_opportunities') }}
    union all by name
    {{ contract_columns('crm_opportunities') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('opportunity_id') }} as opportunity_id,
        {{ as_code('lead_id') }} as lead_id,
        {{ as_code('company_id') }} as company_id,

        -- strings
        {{ as_text('owner') }} as owner,
        {{ as_text('stage') }} as stage,
        {{ as_text('currency') }} as currency,

        -- numerics
        {{ as_decimal('amount', 2, separators) }} as amount,

        -- timestamps
        {{ as_timestamp('stage_entered_at') }} as stage_entered_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
where {{ is_kept('crm_opportunities') }}
