{{ config(materialized='view') }}

with

failed_checks as (

    select * from {{ ref('int_failed_checks_unioned') }}

),

quarantined_values as (

    select
        entity,
        record_key,
        row_hash,
        column_name,
        detail as raw_value,
        check_name,
    from failed_checks
    where consequence = 'blank'

)

select * from quarantined_values
