with

emails as (
    select
        identifier as raw_email,
        records,
    from {{ ref('int_identifiers_written') }}
    where identifier_type = 'email'
),

-- Characters that people and forms add to an address. A comma is a mistyped
-- point.
folded as (
    select
        raw_email,
        records,
        replace(
            regexp_replace(
                regexp_replace(
                    lower(strip_accents(
                        case
                            when not contains(raw_email, '<') then raw_email
                            else regexp_replace(
                                raw_email,
                                '^[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>[^<>@]*$',
                                '\1'
                            )
                        end
                    )),
                    '^[\s'']*mailto:|^''+|''+$|[\s<>"]', '', 'g'
                ),
                '[.,;]+$', ''
            ),
            ',', '.'
        ) as email,
    from emails
),

split as (
    select
        *,
        regexp_replace(email, '@[^@]*$', '') as mailbox,
        nullif(split_part(email, '@', -1), email) as domain,
    from folded
)

select * from split
