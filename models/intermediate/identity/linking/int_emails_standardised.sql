with

identifiers as (
    select * from {{ ref('int_identifiers_written') }}
),

typos as (
    select * from {{ ref('email_domain_typos') }}
),

domains as (
    select * from {{ ref('email_domains') }}
),

role_mailboxes as (
    select * from {{ ref('role_mailboxes') }}
),

emails as (
    select
        identifier as raw_email,
        records,
    from identifiers
    where identifier_type = 'email'
),

-- What people and forms put around and into an address. A comma is a point that
-- missed its key.
folded as (
    select
        raw_email,
        records,
        replace(
            regexp_replace(
                regexp_replace(
                    lower(strip_accents(raw_email)), '^mailto:|[\s<>"]', '', 'g'
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
),

domains_counted as (
    select
        domain,
        sum(records) as records,
    from split
    where domain is not null
    group by domain
),

-- One in a hundred addresses has it: that is no typing mistake.
frequent_domains as (
    select
        domain,
        records,
    from domains_counted
    qualify records >= greatest(10, 0.01 * sum(records) over ())
),

-- One letter away from a domain that is a hundred times as frequent, and no
-- provider that we know. Of several the most frequent is meant.
near_domains as (
    select
        domains_counted.domain,
        arg_max(
            frequent_domains.domain,
            (frequent_domains.records, frequent_domains.domain)
        ) as meant_domain,
    from domains_counted
    inner join frequent_domains
        on
            domains_counted.records * 100 <= frequent_domains.records
            and abs(
                length(domains_counted.domain)
                - length(frequent_domains.domain)
            ) <= 1
            and length(frequent_domains.domain) >= 7
            and damerau_levenshtein(
                domains_counted.domain, frequent_domains.domain
            ) = 1
    anti join domains on domains_counted.domain = domains.domain
    group by domains_counted.domain
),

mended as (
    select
        split.raw_email,
        split.email as folded_email,
        split.mailbox,
        coalesce(typos.domain, near_domains.meant_domain, split.domain)
            as domain,
        case
            when typos.domain is not null then 'known_domain_typo'
            when near_domains.meant_domain is not null
                then 'near_frequent_domain'
        end as domain_rule,
        split.records,
    from split
    left join typos on split.domain = typos.typo
    left join near_domains on split.domain = near_domains.domain
),

standardised as (
    select
        mended.raw_email,
        mended.mailbox || '@' || mended.domain as email,
        mended.mailbox as email_name,
        mended.domain as email_domain,
        coalesce(domains.kind = 'disposable', false) as is_disposable,
        role_mailboxes.mailbox is not null as is_role,
        list_filter(
            [
                case
                    when lower(mended.raw_email) <> mended.raw_email
                        then 'email_case'
                end,
                case
                    when
                        strip_accents(lower(mended.raw_email))
                        <> lower(mended.raw_email)
                        then 'email_accents'
                end,
                case
                    when
                        mended.folded_email
                        <> strip_accents(lower(mended.raw_email))
                        then 'email_signs'
                end,
                mended.domain_rule,
            ],
            lambda rule: rule is not null
        ) as rules,
        mended.records,
    from mended
    left join domains on mended.domain = domains.domain
    left join role_mailboxes
        on mended.mailbox = role_mailboxes.mailbox
),

validated as (
    select
        * replace (
            case when is_valid then email end as email,
            case when is_valid then email_name end as email_name,
            case when is_valid then email_domain end as email_domain
        ),
    from (
        select
            *,
            coalesce(
                not ({{ is_impossible_email('email') }}), false
            ) as is_valid,
        from standardised
    )
)

select * from validated
