with

kept as (
    select
        record_id,
        customer_id,
        anchored_at,
    from {{ customer_ids_before() }}
),

records as (
    select
        records.record_id,
        records.known_at,
        clusters.cluster_id,
    from {{ ref('int_person_records_standardised') }} as records
    inner join {{ ref('int_identity_clusters') }} as clusters
        on records.record_id = clusters.record_id
),

anchors as (
    select
        customer_id,
        anchored_at,
    from kept
    where anchored_at is not null
),

-- An id follows its anchor. If the anchor is gone, the first of the remaining
-- records becomes the anchor.
present as (
    select
        kept.customer_id,
        arg_min(
            records.cluster_id,
            (kept.anchored_at is null, records.known_at, records.record_id)
        ) as cluster_id,
        arg_min(
            records.record_id,
            (kept.anchored_at is null, records.known_at, records.record_id)
        ) as record_id,
        min(records.known_at) as known_at,
    from kept
    inner join records on kept.record_id = records.record_id
    group by kept.customer_id
),

claims as (
    select
        present.customer_id,
        present.cluster_id,
        present.record_id,
        anchors.customer_id is not null as is_anchored,
        coalesce(anchors.anchored_at, present.known_at) as anchored_at,
    from present
    left join anchors on present.customer_id = anchors.customer_id
)

select * from claims
