with

communes as (
    select * from {{ ref('int_geo_communes_cleaned') }}
),

coded as (
    select
        {{ french_code('insee_code') }} as commune_code,
        {{ french_code('parent_insee_code') }} as parent_commune_code,
        {{ french_code('postal_code') }} as postal_code,
        name,
        urban_class,
    from communes
),

-- The list has a row for each postal code of a commune.
merged as (
    select
        commune_code,
        min(name) as commune_name,
        min(parent_commune_code) filter (
            where parent_commune_code <> commune_code
        ) as parent_commune_code,
        min(urban_class) as urban_class,
        coalesce(
            list_sort(
                list(distinct postal_code) filter (
                    where postal_code is not null
                )
            ),
            []
        ) as postal_codes,
    from coded
    where commune_code is not null
    group by commune_code
),

-- INSEE classifies communes, so an arrondissement has the urban class of its
-- commune.
standardised as (
    select
        merged.commune_code,
        merged.commune_name,
        {{ standardised_commune('merged.commune_name') }} as standard_name,
        merged.parent_commune_code,
        coalesce(merged.parent_commune_code, merged.commune_code)
            as whole_commune_code,
        case
            when merged.parent_commune_code is not null
                then try_cast(
                    regexp_extract(merged.commune_name, '\d+') as integer
                )
        end as arrondissement,
        {{ department_of('merged.commune_code') }} as department_code,
        coalesce(merged.urban_class, parents.urban_class) as urban_class,
        merged.postal_codes,
    from merged
    left join merged as parents
        on merged.parent_commune_code = parents.commune_code
)

select * from standardised
