with

emails as (
    select * from {{ ref('int_emails_folded') }}
),

mended_domains as (
    select * from {{ ref('int_email_domains_mended') }}
),

domains as (
    select * from {{ ref('email_domains') }}
),

role_mailboxes as (
    select * from {{ ref('role_mailboxes') }}
),

mailbox_domains as (
    select * from {{ ref('mailbox_domains') }}
),

mended as (
    select
        emails.raw_email,
        emails.email as folded_email,
        emails.mailbox,
        coalesce(mended_domains.meant_domain, emails.domain) as domain,
        mended_domains.rule as domain_rule,
        emails.records,
    from emails
    left join mended_domains on emails.domain = mended_domains.domain
),

standardised as (
    select
        mended.raw_email,
        mended.mailbox || '@' || mended.domain as email,
        mended.mailbox as email_name,
        mended.domain as email_domain,
        -- The mailbox behind the address: ann.lee+shop@ is annlee@.
        case
            when mailbox_domains.ignores_tags
                then regexp_replace(mended.mailbox, '^([^+]+)[+].*$', '\1')
            else mended.mailbox
        end as untagged_mailbox,
        case
            when mailbox_domains.ignores_dots
                then replace(untagged_mailbox, '.', '')
            else untagged_mailbox
        end
        || '@'
        || coalesce(mailbox_domains.mailbox_domain, mended.domain)
            as linking_email,
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
    left join mailbox_domains on mended.domain = mailbox_domains.domain
    left join role_mailboxes
        on mended.mailbox = role_mailboxes.mailbox
),

validated as (
    select
        * exclude (untagged_mailbox) replace (
            case when is_valid then email end as email,
            case when is_valid then linking_email end as linking_email,
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
