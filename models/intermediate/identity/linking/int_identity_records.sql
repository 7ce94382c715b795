with

records as (
    select * from {{ ref('int_person_records_standardised') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

leads as (
    select
        'crm_leads:' || lead_id as record_id,
        company_id,
    from {{ ref('int_crm_leads_cleaned') }}
),

companies as (
    select * from {{ ref('int_companies_standardised') }}
),

compared as (
    select
        records.record_id,
        records.first_name,
        records.last_name,
        records.gender,
        records.birth_date_digits as birth_date,
        records.email,
        records.email_name,
        records.linking_email,
        records.phone,
        records.address,
        records.postal_code,
        records.city,
        companies.siren,
    from records
    left join leads on records.record_id = leads.record_id
    left join companies on leads.company_id = companies.company_id
),

-- Shared values and placeholders do not identify a person. An e-mail and its
-- part before the @ are ignored together.
told as (
    select
        compared.record_id,
        {% for attribute in [
            'first_name', 'last_name', 'birth_date', 'phone', 'address',
            'postal_code',
        ] -%}
            case
                when
                    compared.{{ attribute }} not in (
                        select ignored_values.ignored_value
                        from ignored_values
                        where ignored_values.attribute = '{{ attribute }}'
                    )
                    then compared.{{ attribute }}
            end as {{ attribute }},
        {% endfor -%}
        compared.gender,
        compared.city,
        compared.siren,
        {% for attribute in ['email', 'email_name', 'linking_email'] -%}
            {{ "and " if not loop.first -}}
            compared.{{ attribute }} not in (
                select ignored_values.ignored_value
                from ignored_values
                where ignored_values.attribute = '{{ attribute }}'
            )
        {% endfor %}
            as is_email_told,
        -- Addresses of one mailbox are one address here.
        compared.linking_email as email,
        regexp_replace(compared.linking_email, '@[^@]*$', '') as email_name,
    from compared
),

records_to_link as (
    select
        * exclude (is_email_told) replace (
            case when is_email_told then email end as email,
            case when is_email_told then email_name end as email_name
        ),
    from told
),

records_before as (
    {% if is_incremental() %}
        select * from {{ this }}
    {% else %}
        select
            *,
            0 as revision,
        from records_to_link
        where false
    {% endif %}
),

last_revision as (
    select coalesce(max(revision), 0) as revision
    from records_before
),

-- Only new and changed rows are written.
new_contents as (
    select * from records_to_link
    except
    select * exclude (revision) from records_before
),

changed as (
    select
        new_contents.*,
        last_revision.revision + 1 as revision,
    from new_contents
    cross join last_revision
)

select * from changed
