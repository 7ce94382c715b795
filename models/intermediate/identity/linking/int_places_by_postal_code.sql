with

places as (
    select * from {{ ref('int_places_written') }}
),

thresholds as (
    select max(threshold_value) as like_a_commune
    from {{ ref('identity_thresholds') }}
    where threshold = 'like_a_commune'
),

communes as (
    select
        * exclude (postal_codes),
        unnest(postal_codes) as postal_code,
    from {{ ref('int_communes_standardised') }}
),

-- Paris, Lyon and Marseille have one row each, with the arrondissements as
-- parts. Every other commune is its only part.
whole_communes as (
    select
        postal_code,
        whole_commune_code,
        min(standard_name) as standard_name,
        list(
            struct_pack(
                arrondissement := arrondissement, commune_code := commune_code
            )
            order by commune_code
        ) as parts,
    from communes
    group by postal_code, whole_commune_code
),

-- A postal code has at most a few dozen communes.
candidates as (
    select
        places.place_number,
        whole_communes.whole_commune_code,
        whole_communes.parts,
        jaro_winkler_similarity(
            places.standard_city, whole_communes.standard_name
        ) as similarity,
    from places
    inner join whole_communes
        on places.standard_postal_code = whole_communes.postal_code
),

-- If communes are equally similar to the city, the first one by code.
nearest_communes as (
    select
        *,
        count(*) over (partition by place_number) as communes,
        count(*) over (partition by place_number, similarity) as equals,
    from candidates
    qualify
        row_number() over (
            partition by place_number
            order by similarity desc nulls last, whole_commune_code asc
        ) = 1
),

-- A number with four digits may be a postal code of another country, so the
-- city must agree. If several communes are equally similar, none is chosen.
judged as (
    select
        places.place_number,
        nearest_communes.whole_commune_code,
        nearest_communes.parts,
        coalesce(nearest_communes.similarity = 1, false) as is_city,
        coalesce(
            nearest_communes.similarity >= thresholds.like_a_commune, false
        ) as is_like_city,
        case
            when
                nearest_communes.communes = 1
                and (
                    is_like_city
                    or not places.lacks_postal_zero
                    or places.standard_city is null
                )
                then 'postal_code'
            when is_like_city and nearest_communes.equals = 1
                then 'postal_code_and_city'
        end as rule,
    from places
    inner join nearest_communes
        on places.place_number = nearest_communes.place_number
    cross join thresholds
)

select * from judged
