{#-
    The vectors of an entity from rows of its wide feature table: one row per row and
    use of the seed entity_uses.
-#}
{% macro feature_vectors(entity, features, scalers) -%}
    {%- set key = entity ~ '_id' -%}
    {#- Read within the loop, which has no round while dbt parses. -#}
    {%- do ref('int_feature_uses') -%}
    {%- set uses = reference_rows(
        [ref('entity_uses')],
        "select use, eligible_when from " ~ ref('entity_uses')
        ~ " where entity = '" ~ entity ~ "' order by use"
    ) -%}
    with

    features as (
        select * from {{ features }}
    ),

    scalers as (
        select * from {{ scalers }}
        where entity = '{{ entity }}'
    ),

    vectors as (
        {%- for use, eligible_when in uses %}
        select
            features.{{ key }},
            features.as_of_date,
            '{{ use }}' as use,
            {{ 'features.' ~ eligible_when if eligible_when else 'true' }}
                as is_eligible,
            scalers.scaler_id,
            {{ scaled_vector('features', 'scalers', entity, use) }} as vector,
        from features
        inner join scalers on scalers.use = '{{ use }}'
        {{ "union all" if not loop.last }}
        {%- endfor %}
    )

    select * from vectors
{%- endmacro %}
