with

record_identifiers as (
    select * from {{ ref('int_record_identifiers') }}
    where is_delivered
),

meant as (
    select * from {{ ref('int_privacy_requests_standardised') }}
    where is_sure and not is_ignored
),

recorded as (
    select meant.request_hash
    from meant
    semi join record_identifiers
        on
            meant.identifier_type = record_identifiers.identifier_type
            and meant.identifier = record_identifiers.identifier
),

-- No present record has its identifier.
requests as (
    select requests.*
    from {{ ref('int_privacy_requests_read') }} as requests
    anti join recorded on requests.request_hash = recorded.request_hash
),

standardised as (
    select * from {{ ref('int_identifiers_standardised') }}
),

-- If every request has a record, no table is read.
row_identifiers as (
    select * from {{ ref('int_row_identifiers') }}
    where
        exists (select 1 from requests)
        and raw_table != 'crm_privacy_requests'
),

ids_before as (
    select record_id from {{ customer_ids_before() }}
),

-- In any spelling.
spelled as (
    select
        request_hash,
        identifier_type,
        identifier,
    from requests
    union
    select
        meant.request_hash,
        meant.identifier_type,
        standardised.identifier,
    from meant
    semi join requests on meant.request_hash = requests.request_hash
    inner join standardised
        on
            meant.identifier_type = standardised.identifier_type
            and meant.identifier = standardised.standard_identifier
),

of_rows as (
    select distinct spelled.request_hash
    from spelled
    semi join row_identifiers
        on
            spelled.identifier_type = row_identifiers.identifier_type
            and spelled.identifier = row_identifiers.identifier
),

-- A record that is no longer delivered.
of_records as (
    select
        meant.request_hash,
        min(ids_before.record_id) as record_id,
    from meant
    semi join requests on meant.request_hash = requests.request_hash
    inner join ids_before
        on
            case
                when meant.identifier_type = 'email'
                    then 'emails:' || {{ keyed_hash('meant.identifier') }}
                else {{ record_id_of(
                    'meant.identifier_type', 'meant.identifier'
                ) }}
            end = ids_before.record_id
    group by meant.request_hash
),

traced as (
    select
        requests.request_hash,
        requests.identifier_type,
        requests.identifier,
        requests.request_type,
        of_records.record_id,
    from requests
    left join of_rows on requests.request_hash = of_rows.request_hash
    left join of_records on requests.request_hash = of_records.request_hash
    where
        of_rows.request_hash is not null
        or of_records.request_hash is not null
)

select * from traced
