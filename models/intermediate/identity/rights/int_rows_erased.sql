-- A run erases what both say: depends_on: {{ ref('int_people_suppressed') }}

with

identifiers as (
    select * from {{ ref('int_identifiers_erased') }}
),

-- If the run erases no one, no table is read.
row_identifiers as (
    select * from {{ ref('int_row_identifiers') }}
    where exists (select 1 from identifiers)
),

named as (
    select distinct
        row_identifiers.raw_table,
        row_identifiers.row_key,
        row_identifiers.has_key,
        row_identifiers.identifiers,
    from row_identifiers
    semi join identifiers
        on
            row_identifiers.identifier_type = identifiers.identifier_type
            and row_identifiers.identifier = identifiers.identifier
),

-- Keys of rows that also identify another person, such as an order that moved
-- to another account. These rows are kept.
shared as (
    select distinct
        row_identifiers.raw_table,
        row_identifiers.row_key,
    from row_identifiers
    semi join named
        on
            row_identifiers.raw_table = named.raw_table
            and row_identifiers.row_key = named.row_key
    anti join named as theirs
        on
            row_identifiers.raw_table = theirs.raw_table
            and row_identifiers.row_key = theirs.row_key
            and row_identifiers.identifiers = theirs.identifiers
),

keyed as (
    select distinct
        named.raw_table,
        named.row_key,
        case
            when not named.has_key or shared.row_key is not null
                then {{ keyed_hash('named.identifiers') }}
        end as row_hash,
    from named
    left join shared
        on
            named.raw_table = shared.raw_table
            and named.row_key = shared.row_key
),

-- Rows that go with those of another table, such as the lines of an order.
following as (
    select distinct
        row_identifiers.raw_table,
        row_identifiers.row_key,
        cast(null as varchar) as row_hash,
    from row_identifiers
    semi join keyed
        on
            row_identifiers.identifier_type = keyed.raw_table
            and row_identifiers.identifier = keyed.row_key
            and keyed.row_hash is null
),

rows_erased as (
    select * from keyed
    union all
    select * from following
)

select * from rows_erased
