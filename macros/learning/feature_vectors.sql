{#-
    The vectors of an entity from rows of its wide feature table: one row per row and
    use of the seed entity_uses.
-#}
{% macro feature_vectors(entity, features, scalers) -%}
    {%- set key = entity ~ '_id' -%}
    {#- Read inside the loop, which has no iteration while dbt parses. -#}
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

    {% for use, eligible_when in uses -%}
    {{ use }}_scaler as (
        {{ unfolded_scaler(scalers, entity, use) }}
    ),

    {% endfor -%}
    vectors as (
        {%- for use, eligible_when in uses %}
        select
            features.{{ key }},
            features.as_of_date,
            '{{ use }}' as use,
            {{ 'features.' ~ eligible_when if eligible_when else 'true' }}
                as is_eligible,
            {{ use }}_scaler.scaler_id,
            {{ scaled_vector('features', use ~ '_scaler', entity, use) }} as vector,
        from features
        cross join {{ use }}_scaler
        {{ "union all" if not loop.last }}
        {%- endfor %}
    )

    select * from vectors
{%- endmacro %}
