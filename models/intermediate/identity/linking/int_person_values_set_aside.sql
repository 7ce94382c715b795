{{ config(materialized='view') }}

with

failed_checks as (
    {% for raw_table in ['crm_contacts', 'shop_accounts', 'crm_leads'] %}
        select
            '{{ raw_table }}' as record_source,
            record_key,
            unnest(failed_checks) as failed_check,
        from {{ ref('int_' ~ raw_table ~ '_suspected') }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- One column for each attribute that identifies a person.
values_set_aside as (
    select
        record_source,
        record_key,
        {% for column in ['email', 'phone', 'birth_date'] -%}
            max(failed_check.detail) filter (
                where failed_check.column_name = '{{ column }}'
            ) as {{ column }},
        {% endfor -%}
    from failed_checks
    where
        failed_check.consequence = 'blank'
        and failed_check.column_name in ('email', 'phone', 'birth_date')
    group by record_source, record_key
)

select * from values_set_aside
