with

emails as (
    select * from {{ ref('int_emails_folded') }}
),

domains as (
    select * from {{ ref('email_domains') }}
),

typos as (
    select * from {{ ref('email_domain_typos') }}
),

domains_counted as (
    select
        domain,
        sum(records) as records,
    from emails
    where domain is not null
    group by domain
),

-- A domain of one in a hundred addresses is not a typing error.
frequent_domains as (
    select
        domain,
        records,
    from domains_counted
    qualify records >= greatest(10, 0.01 * sum(records) over ())
),

-- One letter different from a domain that is a hundred times as frequent, and
-- not a known provider. The most frequent candidate is the correct domain.
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
        domains_counted.domain,
        coalesce(typos.domain, near_domains.meant_domain) as meant_domain,
        case
            when typos.domain is not null then 'known_domain_typo'
            else 'near_frequent_domain'
        end as rule,
    from domains_counted
    left join typos on domains_counted.domain = typos.typo
    left join near_domains on domains_counted.domain = near_domains.domain
    where typos.domain is not null or near_domains.domain is not null
)

select * from mended
