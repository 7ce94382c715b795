with

ignored_values as (
    select * from {{ ref('int_identity_values_shared') }}
    union all
    select * from {{ ref('int_identity_values_frequent') }}
    union all
    select * from {{ ref('int_identity_values_placeholder') }}
    union all
    select * from {{ ref('int_identity_values_invalid') }}
    union all
    select * from {{ ref('int_identity_values_empty') }}
),

-- A value may be ignored for several reasons; the first in alphabetical order
-- is shown.
told as (
    select
        attribute,
        ignored_value,
        min(reason) as reason,
        max(records) as records,
    from ignored_values
    group by attribute, ignored_value
)

select * from told
