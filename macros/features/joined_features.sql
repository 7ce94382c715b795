{#-
    The wide feature table of an entity: one row per entity known at an as-of
    date, one column per feature of the catalogue, taken from the model of its
    family. The first family has a row for every known entity. If another family
    has no row, its features have the value for absence in feature_types.
-#}
{% macro joined_features(entity, families) -%}
    {%- set key = entity ~ '_id' -%}
    {%- set spine = families | list | first -%}
    {%- set features = catalogued_features(entity) -%}
    {%- for feature in features if feature.family not in families -%}
        {{ exceptions.raise_compiler_error(
            "Feature " ~ feature.feature ~ " of a " ~ entity ~ " is in the family "
            ~ feature.family ~ ", which int_" ~ entity ~ "_features does not join: "
            ~ "add the family's model there, or correct the seed feature_catalog."
        ) }}
    {%- endfor -%}
    with

    dates as (
        select as_of_date
        from {{ ref('int_as_of_dates') }}
        where {{ is_due('as_of_date') }}
    ),

    {% for family, relation in families.items() -%}
    {{ family }}_family as (
        select features.*
        from {{ relation }} as features
        inner join dates on features.as_of_date = dates.as_of_date
    ),

    {% endfor -%}
    joined as (
        select
            {{ spine }}_family.{{ key }},
            {{ spine }}_family.as_of_date,
            {%- for feature in features %}
            {%- set value = feature.family ~ '_family.' ~ feature.feature %}
            cast(
                {{ "coalesce(" ~ value ~ ", " ~ feature.when_absent ~ ")"
                    if feature.when_absent else value }}
                as {{ feature.data_type }}
            ) as {{ feature.feature }},
            {%- endfor %}
        from {{ spine }}_family
        {%- for family in families if family != spine %}
        left join {{ family }}_family
            on
                {{ spine }}_family.{{ key }} = {{ family }}_family.{{ key }}
                and {{ spine }}_family.as_of_date = {{ family }}_family.as_of_date
        {%- endfor %}
    )

    select * from joined
{%- endmacro %}
