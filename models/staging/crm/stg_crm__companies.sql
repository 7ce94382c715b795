{%- set separators = decimal_separators('crm_companies') -%}
{%- set casts = [
    'employee_count', 'annual_revenue', 'founded_on', 'updated_at',
    'loaded_at',
] -%}

with

source as (

    select * from {{ source('crm', 'crm_companies') }}
    union all by name
    {{ contract_columns('crm_companies') }}

),

cast_columns as (

    select
        -- ids
        {{ as_code('company_id') }} as company_id,
        {{ as_code('parent_company_id') }} as parent_company_id,
        {{ as_code('vat_id') }} as vat_id,

        -- strings
        {{ as_words('name') }} as name,
        {{ as_text('domain') }} as domain,
        {{ as_code('siren') }} as siren,
        {{ as_text('naf_code') }} as naf_code,
        {{ as_code('postal_code') }} as postal_code,
        {{ as_words('city') }} as city,
        {{ as_words('country_code') }} as country_code,
        {{ as_code('insee_code') }} as insee_code,

        -- numerics
        {{ as_integer('employee_count', separators) }} as employee_count,
        {{ as_decimal('annual_revenue', 2, separators) }} as annual_revenue,

        -- dates
        {{ as_date('founded_on') }} as founded_on,

        -- timestamps
        {{ as_timestamp('updated_at') }} as updated_at,
        {{ as_timestamp('loaded_at') }} as loaded_at,

        {{ as_written(casts) }},

    from source

)

select
    {{ without_written(casts) }},
    {{ uncast_columns(casts) }} as uncast_columns,
from cast_columns
