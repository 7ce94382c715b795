with

dated as (
    select * from {{ ref('int_identity_links_dated') }}
),

joined as (
    select * from {{ ref('int_identity_members_joined') }}
),

-- A pair without a direct link is known when both records are connected with
-- the first one.
links as (
    select
        dated.* replace (
            case
                when dated.link_kind = 'through_others'
                    then greatest(left_joined.joined_at, right_joined.joined_at)
                else dated.known_at
            end as known_at
        ),
    from dated
    left join joined as left_joined
        on dated.record_id_l = left_joined.record_id
    left join joined as right_joined
        on dated.record_id_r = right_joined.record_id
)

select * from links
