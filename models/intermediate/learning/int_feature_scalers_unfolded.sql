{% set positions = reference_rows(
    [ref('int_feature_uses')],
    "select distinct position from " ~ ref('int_feature_uses')
    ~ " order by position"
) | map(attribute=0) | list -%}
{% set parameters = [
    'fill_value', 'lower_bound', 'upper_bound', 'centre', 'scale', 'weight',
] -%}

with

scalers as (
    select * from {{ ref('int_feature_scalers') }}
),

-- Numbers in columns of one row are constants to the engine; elements of a list
-- are taken out again for every vector.
unfolded as (
    select
        entity,
        use,
        {%- for position in positions %}
        {%- for parameter in parameters %}
        max({{ parameter }}) filter (position = {{ position }})
            as {{ parameter }}_{{ position }},
        {%- endfor %}
        {%- endfor %}
        max(scaler_id) as scaler_id,
    from scalers
    group by entity, use
)

select * from unfolded
