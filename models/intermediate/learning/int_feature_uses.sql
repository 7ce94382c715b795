with

uses as (
    select * from {{ ref('feature_uses') }}
    where weight > 0
),

catalog as (
    select * from {{ ref('feature_catalog') }}
),

entity_uses as (
    select * from {{ ref('entity_uses') }}
),

positioned as (
    select
        uses.entity,
        uses.use,
        uses.feature,
        row_number() over (
            partition by uses.entity, uses.use
            order by uses.feature
        ) as position,
        uses.weight,
        entity_uses.eligible_when,
        catalog.transform,
        catalog.imputation,
        catalog.theme,
        catalog.high_en,
        catalog.low_en,
    from uses
    inner join entity_uses
        on
            uses.entity = entity_uses.entity
            and uses.use = entity_uses.use
    inner join catalog
        on
            uses.entity = catalog.entity
            and uses.feature = catalog.feature
)

select * from positioned
