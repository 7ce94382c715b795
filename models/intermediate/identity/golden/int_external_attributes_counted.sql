with

clean_rows as (
    select
        provider,
        attribute,
        identifier_type,
        count(*) as rows_clean,
    from {{ ref('int_external_attributes_cleaned') }}
    group by provider, attribute, identifier_type
),

attributes as (
    select * from {{ ref('int_external_attributes_attached') }}
),

places as (
    select distinct insee_code
    from {{ ref('int_customers_merged') }}
    where insee_code is not null
),

judged as (
    select
        attributes.provider,
        attributes.attribute,
        attributes.identifier_type,
        case
            when attributes.status <> 'place' then attributes.status
            when places.insee_code is not null then 'attached'
            else 'unknown_identifier'
        end as status,
    from attributes
    left join places on attributes.insee_code = places.insee_code
),

counted as (
    select
        provider,
        attribute,
        identifier_type,
        status,
        count(*) as row_count,
    from judged
    group by provider, attribute, identifier_type, status
),

compared as (
    select
        clean_rows.provider,
        clean_rows.attribute,
        clean_rows.identifier_type,
        counted.status,
        counted.row_count,
        clean_rows.rows_clean,
    from clean_rows
    left join counted
        on
            clean_rows.provider = counted.provider
            and clean_rows.attribute = counted.attribute
            and clean_rows.identifier_type = counted.identifier_type
)

select * from compared
