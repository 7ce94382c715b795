with

communes as (
    select * from {{ ref('int_communes_standardised') }}
),

-- The key of the join below. Without an equality condition DuckDB would compare
-- every row with every other.
places as (
    select
        places.*,
        by_postal_code.rule as postal_code_rule,
        by_postal_code.whole_commune_code as postal_whole_code,
        by_postal_code.parts as postal_parts,
        coalesce(by_postal_code.is_city, false) as is_city,
        case
            when
                by_postal_code.rule is null
                and not coalesce(by_postal_code.is_like_city, false)
                then places.standard_city
        end as city_of_department,
    from {{ ref('int_places_written') }} as places
    left join {{ ref('int_places_by_postal_code') }} as by_postal_code
        on places.place_number = by_postal_code.place_number
),

-- Names that exactly one commune of a department has.
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

-- CEDEX and wrong postal codes still indicate the department.
addressed as (
    select
        places.*,
        case
            when places.postal_code_rule is not null
                then places.postal_code_rule
            when of_departments.whole_commune_code is not null
                then 'city_in_department'
        end as address_rule,
        case
            when places.postal_code_rule is not null
                then places.postal_whole_code
            else of_departments.whole_commune_code
        end as address_whole_code,
        case
            when places.postal_code_rule is not null then places.postal_parts
            else of_departments.parts
        end as parts,
        case
            when places.postal_code_rule is not null
                then try_cast(right(places.standard_postal_code, 2) as integer)
        end as postal_arrondissement,
    from places
    left join communes_of_departments as of_departments
        on
            places.department_code = of_departments.department_code
            and places.city_of_department = of_departments.standard_name
),

-- The arrondissement in the city name, else the one whose number ends the
-- postal code, else the only one; else the commune.
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

-- The INSEE code counts unless postal code and city are exactly those of
-- another commune. The code of Paris, Lyon or Marseille is refined to the
-- arrondissement.
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
