{#-
    Keys, browsers and handles, wherever they stand; e-mails and phones are in one
    form already. A key of the row itself is that of a record.
-#}
{%- set columns = [] -%}
{%- for raw_table in raw_tables() if personal_columns(raw_table) -%}
    {%- set personal = personal_columns(raw_table) -%}
    {%- for identifier_type, column in personal.identifiers.items()
        if identifier_type not in ('email', 'phone') and column not in personal.key -%}
        {%- do columns.append((raw_table, identifier_type, column)) -%}
    {%- endfor -%}
{%- endfor -%}

with

suppressed as (
    select
        identifier_type,
        identifier_hash,
    from {{ suppressed_people() }}
),

-- Where nobody was erased, no table is read.
anybody as (
    select distinct true as is_erased
    from suppressed
),

records as (
    select
        record_id,
        email,
        phone,
    from {{ ref('int_person_records_standardised') }}
    cross join anybody
),

-- Browsers and handles of which a record says whose they are.
owned as (
    select
        'visitor_id' as identifier_type,
        accounts.visitor_id as identifier,
    from {{ ref('int_visitor_accounts') }} as accounts
    semi join records
        on 'shop_accounts:' || accounts.account_id = records.record_id
    union all
    select
        'social_handle' as identifier_type,
        {{ standardised_handle('social_handle') }} as identifier,
    from {{ ref('int_crm_contacts_cleaned') }}
    cross join anybody
    union all
    select
        'social_handle' as identifier_type,
        written.social_handle as identifier,
    from {{ ref('int_emails_written') }} as written
    inner join {{ ref('int_emails_standardised') }} as emails
        on written.raw_email = emails.raw_email
    semi join records on emails.email = records.email
),

written as (
    {% for raw_table, identifier_type, column in columns -%}
        select
            '{{ identifier_type }}' as identifier_type,
            {{ identifier_value(identifier_type, column) }} as identifier,
        from {{ staging_of(raw_table) }}
        cross join anybody
        union
    {% endfor -%}
    {% for raw_table in raw_tables()
        if personal_columns(raw_table) and personal_columns(raw_table).time -%}
        select
            identifier_type,
            case
                when identifier_type = 'social_handle'
                    then {{ standardised_handle('identifier') }}
                else identifier
            end as identifier,
        from {{ staging_of(raw_table) }}
        cross join anybody
        union
    {% endfor -%}
    select
        identifier_type,
        identifier,
    from {{ ref('int_rejected_identifiers') }}
    cross join anybody
),

written_keys as (
    select
        *,
        {{ record_id_of('identifier_type', 'identifier') }} as record_id,
    from written
    where record_id is not null
),

-- What the list of the erased would call it. Where a record has it, whose it is
-- says the record.
keys as (
    select
        identifier_type,
        identifier,
        'record_id' as listed_type,
        record_id as listed,
    from written_keys
    anti join records on written_keys.record_id = records.record_id
    union all
    select
        written.identifier_type,
        written.identifier,
        written.identifier_type as listed_type,
        written.identifier as listed,
    from written
    anti join owned
        on
            written.identifier_type = owned.identifier_type
            and written.identifier = owned.identifier
    where written.identifier_type in ('visitor_id', 'social_handle')
),

addresses as (
    select
        'email' as identifier_type,
        emails.raw_email as identifier,
        emails.email as address,
    from {{ ref('int_emails_standardised') }} as emails
    cross join anybody
    anti join records on emails.email = records.email
    union all
    select distinct
        'phone' as identifier_type,
        phones.raw_phone as identifier,
        phones.phone as address,
    from {{ ref('int_phones_standardised') }} as phones
    cross join anybody
    anti join records on phones.phone = records.phone
),

listed as (
    select * from keys
    union all
    select
        identifier_type,
        identifier,
        unnest([identifier_type, identifier_type || '_and_first_name'])
            as listed_type,
        unnest([address, address || '|']) as listed,
    from addresses
    where address is not null
),

returned as (
    select distinct
        listed.identifier_type,
        listed.identifier,
    from listed
    semi join suppressed
        on
            listed.listed_type = suppressed.identifier_type
            and {{ keyed_hash('listed.listed') }} = suppressed.identifier_hash
    where listed.identifier is not null
)

select * from returned
