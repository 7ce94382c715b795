with

-- In one row: a map from abbreviation to word for each position.
street_words as (
    select
        map(
            list(abbreviation order by abbreviation)
            filter (where position = 'first'),
            list(word order by abbreviation) filter (where position = 'first')
        ) as first_words,
        map(
            list(abbreviation order by abbreviation)
            filter (where position = 'last'),
            list(word order by abbreviation) filter (where position = 'last')
        ) as last_words,
        map(
            list(abbreviation order by abbreviation)
            filter (where position = 'any'),
            list(word order by abbreviation) filter (where position = 'any')
        ) as any_words,
    from {{ ref('street_words') }}
),

addresses as (
    select distinct address as raw_address
    from {{ ref('int_person_records') }}
    where address is not null
),

folded as (
    select
        raw_address,
        trim(
            regexp_replace(
                lower({{ without_accents('raw_address') }}),
                '[^\p{L}\p{N}\p{M}]+', ' ', 'g'
            )
        ) as folded_address,
    from addresses
),

-- The number may be before or after the street, with an optional letter.
numbered as (
    select
        *,
        nullif(
            regexp_extract(folded_address, '\b(\d+) ?([a-d]|bis|ter)?\b', 1), ''
        ) as house_number,
        string_split(
            trim(
                regexp_replace(
                    folded_address, '\b\d+ ?([a-d]|bis|ter)?\b ?', ''
                )
            ),
            ' '
        ) as words,
    from folded
),

-- The meaning of an abbreviation depends on its position: first word (r.
-- Pasteur), last word (Church St) or in between (rue St Jean).
spelt_out as (
    select
        numbered.raw_address,
        numbered.folded_address,
        numbered.house_number,
        list_concat(
            [
                coalesce(
                    street_words.first_words[numbered.words[1]],
                    street_words.any_words[numbered.words[1]],
                    numbered.words[1]
                ),
            ],
            list_transform(
                numbered.words[2:-2],
                lambda word: coalesce(street_words.any_words[word], word)
            ),
            case
                when len(numbered.words) > 1
                    then [
                        coalesce(
                            street_words.last_words[numbered.words[-1]],
                            street_words.any_words[numbered.words[-1]],
                            numbered.words[-1]
                        ),
                    ]
                else []
            end
        ) as words,
    from numbered
    cross join street_words
),

joined as (
    select
        raw_address,
        folded_address,
        house_number,
        array_to_string(words, ' ') as street,
    from spelt_out
),

standardised as (
    select
        raw_address,
        nullif(street, '') as street,
        house_number,
        nullif(trim(concat_ws(' ', house_number, street)), '') as address,
        case
            when concat_ws(' ', house_number, street) <> folded_address
                then ['address_words']
            else []
        end as rules,
    from joined
)

select * from standardised
