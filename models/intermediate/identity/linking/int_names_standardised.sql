{{ config(materialized='view') }}

with

records as (
    select * from {{ ref('int_person_records') }}
),

titles as (
    select list(title order by title) as titles
    from {{ ref('name_titles') }}
),

names as (
    select first_name as raw_name
    from records
    where first_name is not null
    union
    select last_name as raw_name
    from records
    where last_name is not null
),

folded as (
    select
        raw_name,
        {{ standardised_name('raw_name') }} as folded_name,
    from names
),

-- A person may have two titles: Prof. Dr.
untitled as (
    select
        folded.raw_name,
        titles.titles,
        {{ without_title('folded.folded_name', 'titles.titles') }}
            as untitled_name,
    from folded
    cross join titles
),

standardised as (
    select
        raw_name,
        {{ without_title('untitled_name', 'titles') }} as name,
    from untitled
)

select
    raw_name,
    name,
    coalesce(
        name <> lower({{ without_accents('raw_name') }}), false
    ) as is_mended,
from standardised
