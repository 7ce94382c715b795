with

person_records as (
    select * from {{ ref('int_person_records') }}
),

-- From staging: a place too many does no harm, and people need not wait for the
-- checks of companies.
companies as (
    select * from {{ ref('stg_crm__companies') }}
),

communes as (
    select * from {{ ref('int_communes_standardised') }}
),

thresholds as (
    select max(threshold_value) as like_a_commune
    from {{ ref('identity_thresholds') }}
    where threshold = 'like_a_commune'
),

postal_codes as (
    select
        * exclude (postal_codes),
        unnest(postal_codes) as postal_code,
    from communes
),

-- Of Paris, Lyon and Marseille one row, with the arrondissements as its parts;
-- any other commune is its only part.
communes_of_postal_codes as (
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
    from postal_codes
    group by postal_code, whole_commune_code
),

-- Names that one commune of a department has.
communes_of_departments as (
    select
        department_code,
        standard_name,
        min(whole_commune_code) as whole_commune_code,
        list(
            struct_pack(
                arrondissement := arrondissement, commune_code := commune_code
            )
            order by commune_code
        ) as parts,
    from communes
    group by department_code, standard_name
    having min(whole_commune_code) = max(whole_commune_code)
),

places as (
    select
        insee_code,
        postal_code,
        city,
        country_code,
    from person_records
    union
    select
        insee_code,
        postal_code,
        city,
        country_code,
    from companies
),

french_places as (
    select
        *,
        row_number() over (
            order by insee_code, postal_code, city, country_code
        ) as place_number,
        {{ french_code('insee_code') }} as standard_insee_code,
        {{ french_code('postal_code') }} as standard_postal_code,
        {{ standardised_commune('city') }} as standard_city,
        try_cast(
            regexp_extract(city, '(?:^|\D)(\d{1,2})(?:\D|$)', 1) as integer
        ) as arrondissement,
    from places
    where
        coalesce(upper(country_code), '{{ var("default_country") }}') = 'FR'
        and coalesce(insee_code, postal_code, city) is not null
),

written as (
    select
        *,
        -- Corsica and the overseas departments have codes of their own.
        case
            when standard_postal_code[1:2] in ('97', '98')
                then standard_postal_code[1:3]
            when standard_postal_code[1:3] in ('200', '201') then '2A'
            when standard_postal_code[1:2] = '20' then '2B'
            else standard_postal_code[1:2]
        end as department_code,
        standard_insee_code is not null
        and length(regexp_replace(insee_code, '\.0$|\W', '', 'g')) = 4
            as lacks_insee_zero,
        standard_postal_code is not null
        and length(regexp_replace(postal_code, '\.0$|\W', '', 'g')) = 4
            as lacks_postal_zero,
    from french_places
),

-- A postal code has a few dozen communes at most.
candidates as (
    select
        written.place_number,
        communes_of_postal_codes.whole_commune_code,
        jaro_winkler_similarity(
            written.standard_city, communes_of_postal_codes.standard_name
        ) as similarity,
    from written
    inner join communes_of_postal_codes
        on written.standard_postal_code = communes_of_postal_codes.postal_code
),

nearest_communes as (
    select
        place_number,
        count(*) as communes,
        max(similarity) as similarity,
        max(similarity, 2) as two_similarities,
        coalesce(
            arg_max(whole_commune_code, similarity), min(whole_commune_code)
        ) as whole_commune_code,
    from candidates
    group by place_number
),

-- A number without its zero may be of a country that writes four digits: there
-- the city must agree. Of communes that are equally like it none is taken.
judged as (
    select
        written.*,
        coalesce(nearest_communes.similarity = 1, false) as is_city,
        coalesce(
            nearest_communes.similarity >= thresholds.like_a_commune, false
        ) as is_like_city,
        case
            when
                nearest_communes.communes = 1
                and (
                    is_like_city
                    or not written.lacks_postal_zero
                    or written.standard_city is null
                )
                then 'postal_code'
            when
                is_like_city
                and nearest_communes.two_similarities[1]
                > nearest_communes.two_similarities[2]
                then 'postal_code_and_city'
        end as postal_code_rule,
        -- The keys of the joins below: a condition that is none would make the
        -- database compare all with all.
        case
            when postal_code_rule is not null
                then nearest_communes.whole_commune_code
        end as commune_of_postal_code,
        case
            when postal_code_rule is null and not is_like_city
                then written.standard_city
        end as city_of_department,
    from written
    cross join thresholds
    left join nearest_communes
        on written.place_number = nearest_communes.place_number
),

-- CEDEX and wrong postal codes still tell the department.
addressed as (
    select
        judged.*,
        coalesce(
            judged.postal_code_rule,
            case
                when of_departments.whole_commune_code is not null
                    then 'city_in_department'
            end
        ) as address_rule,
        coalesce(
            of_postal_codes.whole_commune_code,
            of_departments.whole_commune_code
        ) as address_whole_code,
        coalesce(of_postal_codes.parts, of_departments.parts) as parts,
        case
            when judged.postal_code_rule is not null
                then try_cast(judged.standard_postal_code[-2:] as integer)
        end as postal_arrondissement,
    from judged
    left join communes_of_postal_codes as of_postal_codes
        on
            judged.standard_postal_code = of_postal_codes.postal_code
            and judged.commune_of_postal_code
            = of_postal_codes.whole_commune_code
    left join communes_of_departments as of_departments
        on
            judged.department_code = of_departments.department_code
            and judged.city_of_department = of_departments.standard_name
),

-- An arrondissement is taken where the city names it, else where the postal
-- code ends in its number, else where there is no other; else the commune.
specified as (
    select
        *,
        coalesce(
            list_filter(
                parts, lambda part: part['arrondissement'] = arrondissement
            )[1]['commune_code'],
            list_filter(
                parts,
                lambda part: part['arrondissement'] = postal_arrondissement
            )[1]['commune_code'],
            case when len(parts) = 1 then parts[1]['commune_code'] end,
            address_whole_code
        ) as address_commune_code,
    from addressed
),

-- The code counts unless postal code and city are exactly those of another
-- commune. That of Paris, Lyon or Marseille is made more precise.
decided as (
    select
        specified.*,
        coalesce(
            specified.postal_code_rule is not null
            and specified.is_city
            and specified.standard_city <> coded.standard_name
            and specified.address_whole_code <> coded.whole_commune_code,
            false
        ) as is_code_overruled,
        case
            when coded.commune_code is null or is_code_overruled
                then specified.address_rule
            else 'insee_code'
        end as rule,
        case
            when
                rule <> 'insee_code'
                or coded.commune_code = specified.address_whole_code
                then specified.address_commune_code
            else coded.commune_code
        end as commune_code,
    from specified
    left join communes as coded
        on specified.standard_insee_code = coded.commune_code
),

standardised as (
    select
        decided.insee_code,
        decided.postal_code,
        decided.city,
        decided.country_code,
        communes.commune_code,
        communes.commune_name,
        communes.parent_commune_code,
        communes.department_code,
        communes.urban_class,
        case when communes.commune_code is not null then decided.rule end
            as rule,
        jaro_winkler_similarity(decided.standard_city, communes.standard_name)
            as similarity,
        list_filter(
            [
                case when decided.lacks_insee_zero then 'insee_code_zero' end,
                case
                    when decided.lacks_postal_zero then 'postal_code_zero'
                end,
                case
                    when decided.is_code_overruled then 'insee_code_overruled'
                end,
                case
                    when
                        communes.commune_code is not null
                        and decided.rule <> 'insee_code'
                        then 'commune_by_' || decided.rule
                end,
            ],
            lambda rule: rule is not null
        ) as rules,
    from decided
    left join communes on decided.commune_code = communes.commune_code
)

select * from standardised
