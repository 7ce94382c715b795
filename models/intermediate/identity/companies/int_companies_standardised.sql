with

companies as (
    select * from {{ ref('int_crm_companies_cleaned') }}
),

places as (
    select * from {{ ref('int_places_standardised') }}
),

legal_forms as (
    select list(legal_form order by legal_form) as legal_forms
    from {{ ref('legal_forms') }}
),

folded as (
    select
        * replace ({{ country_of('country_code') }} as country_code),
        regexp_replace(siren, '\D', '', 'g') as siren_digits,
        upper(regexp_replace(vat_id, '[^a-zA-Z0-9]', '', 'g')) as vat_signs,
        string_split(
            trim(
                regexp_replace(
                    lower(strip_accents(name)), '[^\p{L}\p{N}]+', ' ', 'g'
                )
            ),
            ' '
        ) as name_words,
    from companies
),

-- A SIRET is a SIREN plus five digits for the place of business.
numbered as (
    select
        folded.*,
        case
            when
                length(folded.siren_digits) in (9, 14)
                and {{ is_siren('substr(folded.siren_digits, 1, 9)') }}
                then substr(folded.siren_digits, 1, 9)
        end as valid_siren,
        case
            when regexp_full_match(folded.vat_signs, '[A-Z]{2}[0-9A-Z]{2,13}')
                then folded.vat_signs
        end as valid_vat_id,
        list_filter(
            folded.name_words,
            lambda word: not list_contains(legal_forms.legal_forms, word)
        ) as telling_words,
    from folded
    cross join legal_forms
),

-- A French VAT number: FR, two check digits, the SIREN.
checked as (
    select
        *,
        case
            when
                valid_vat_id[:2] = 'FR'
                and {{ is_siren('substr(valid_vat_id, 5)') }}
                and try_cast(substr(valid_vat_id, 3, 2) as integer)
                = (
                    12 + 3 * (try_cast(substr(valid_vat_id, 5) as integer) % 97)
                )
                % 97
                then substr(valid_vat_id, 5)
        end as siren_of_vat_id,
    from numbered
),

standardised as (
    select
        company_id,
        parent_company_id,
        name as raw_name,
        nullif(
            array_to_string(
                case
                    when len(telling_words) > 0 then telling_words
                    else name_words
                end,
                ' '
            ),
            ''
        ) as name,
        nullif(
            regexp_replace(
                lower(trim(domain)), '^(https?://)?(www\.)?|[/:].*$', '', 'g'
            ),
            ''
        ) as domain,
        siren as raw_siren,
        coalesce(valid_siren, siren_of_vat_id) as siren,
        vat_id as raw_vat_id,
        case
            when valid_vat_id[:2] <> 'FR' or siren_of_vat_id is not null
                then valid_vat_id
        end as vat_id,
        naf_code,
        employee_count,
        annual_revenue,
        founded_on,
        checked.postal_code,
        checked.city,
        nullif(checked.country_code, 'ZZ') as country_code,
        checked.insee_code,
        places.commune_code,
        updated_at,
        loaded_at,
    from checked
    left join places
        on
            checked.insee_code is not distinct from places.insee_code
            and checked.postal_code is not distinct from places.postal_code
            and checked.city is not distinct from places.city
            and checked.country_code is not distinct from places.country_code
)

select * from standardised
