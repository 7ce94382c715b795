with

decided_on as (
    select as_of_date from {{ ref('int_scoring_date') }}
),

-- The ids of earlier runs; empty in the first run.
kept as (
    {% if is_incremental() %}
        select * from {{ this }}
    {% else %}
        select
            record_id,
            record_source,
            record_key,
            cast(null as varchar) as customer_id,
            cast(null as timestamp) as anchored_at,
            true as is_present,
            0 as change_number,
            cast(null as varchar) as previous_customer_id,
            cast(null as varchar) as change,
            cast(null as date) as changed_on,
        from {{ ref('int_person_records_standardised') }}
        where false
    {% endif %}
),

erased as (
    select record_id from {{ ref('int_records_erased') }}
),

-- The id of an erased customer is retired, even for records of other people.
known as (
    select kept.*
    from kept
    where
        kept.customer_id not in (
            select erased_ids.customer_id
            from kept as erased_ids
            semi join erased on erased_ids.record_id = erased.record_id
        )
),

records as (
    select
        records.record_id,
        records.record_source,
        records.record_key,
        records.known_at,
        clusters.cluster_id,
    from {{ ref('int_person_records_standardised') }} as records
    inner join {{ ref('int_identity_clusters') }} as clusters
        on records.record_id = clusters.record_id
    anti join erased on records.record_id = erased.record_id
),

claims as (
    select claims.*
    from {{ ref('int_customer_claims') }} as claims
    semi join known on claims.customer_id = known.customer_id
),

-- If several customers turn out to be one, the oldest id is kept.
winners as (
    select *
    from claims
    qualify
        row_number() over (
            partition by cluster_id
            order by is_anchored desc, anchored_at asc, record_id asc
        ) = 1
),

-- Minted from the first-known record.
first_ids as (
    select
        records.cluster_id,
        records.record_id,
        records.known_at as anchored_at,
        {{ minted_id('records.record_id') }} as customer_id,
    from records
    anti join winners on records.cluster_id = winners.cluster_id
    qualify
        row_number() over (
            partition by records.cluster_id
            order by records.known_at, records.record_id
        ) = 1
),

-- A new customer whose record's id already belongs to another customer.
attempted_ids as (
    select
        first_ids.cluster_id,
        attempts.attempt,
        {{ minted_id("first_ids.record_id || '/' || attempts.attempt") }}
            as customer_id,
    from first_ids
    semi join kept on first_ids.customer_id = kept.customer_id
    cross join range(2, 100) as attempts (attempt)
),

other_ids as (
    select
        attempted_ids.cluster_id,
        min_by(attempted_ids.customer_id, attempted_ids.attempt) as customer_id,
    from attempted_ids
    anti join kept on attempted_ids.customer_id = kept.customer_id
    group by attempted_ids.cluster_id
),

ids as (
    select
        * exclude (is_anchored),
        false as is_new,
    from winners
    union all by name
    select
        first_ids.cluster_id,
        coalesce(other_ids.customer_id, first_ids.customer_id) as customer_id,
        first_ids.record_id,
        first_ids.anchored_at,
        true as is_new,
    from first_ids
    left join other_ids on first_ids.cluster_id = other_ids.cluster_id
),

-- A record that is no longer delivered follows its customer, in case it
-- returns.
successors as (
    select
        claims.customer_id,
        ids.customer_id as new_customer_id,
    from claims
    inner join ids on claims.cluster_id = ids.cluster_id
),

decided as (
    select
        records.record_id,
        records.record_source,
        records.record_key,
        ids.customer_id,
        case when records.record_id = ids.record_id then ids.anchored_at end
            as anchored_at,
        true as is_present,
        case
            when claims.cluster_id = records.cluster_id then 'merged'
            when ids.is_new then 'split'
            else 'moved'
        end as change,
    from records
    inner join ids on records.cluster_id = ids.cluster_id
    left join known on records.record_id = known.record_id
    left join claims on known.customer_id = claims.customer_id
    union all
    select
        kept.record_id,
        kept.record_source,
        kept.record_key,
        coalesce(successors.new_customer_id, kept.customer_id) as customer_id,
        case when successors.customer_id is null then kept.anchored_at end
            as anchored_at,
        false as is_present,
        'merged' as change,
    from kept
    anti join records on kept.record_id = records.record_id
    left join successors on kept.customer_id = successors.customer_id
),

-- Only new and changed rows are written.
changed as (
    select
        decided.* exclude (change),
        coalesce(known.change_number, 0)
        + cast(known.customer_id != decided.customer_id as integer)
            as change_number,
        case
            when known.customer_id != decided.customer_id then known.customer_id
            else known.previous_customer_id
        end as previous_customer_id,
        case
            when known.customer_id != decided.customer_id then decided.change
            else known.change
        end as change,
        case
            when known.customer_id != decided.customer_id
                then decided_on.as_of_date
            else known.changed_on
        end as changed_on,
    from decided
    cross join decided_on
    left join known on decided.record_id = known.record_id
    where
        known.record_id is null
        or known.customer_id != decided.customer_id
        or known.anchored_at is distinct from decided.anchored_at
        or known.is_present != decided.is_present
)

select * from changed
