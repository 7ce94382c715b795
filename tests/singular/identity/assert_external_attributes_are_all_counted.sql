-- No row is lost: each clean row is attached, or counted with the reason.
select
    provider,
    attribute,
    identifier_type,
from {{ ref('int_external_attributes_counted') }}
group by provider, attribute, identifier_type
having coalesce(sum(row_count), 0) <> max(rows_clean)
