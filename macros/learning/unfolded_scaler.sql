{#-
    The scaler of one use as one row, with a column for each number of each
    feature: fill_value_1 for the feature at position 1, and so on. DuckDB
    treats numbers in the columns of one row as constants; it would extract the
    elements of a list for every vector.
-#}
{% macro unfolded_scaler(scalers, entity, use) -%}
    select
        {%- for feature in used_features(entity, use) %}
        {%- for parameter in [
            'fill_value', 'lower_bound', 'upper_bound', 'centre', 'scale', 'weight',
        ] %}
        max({{ parameter }}) filter (position = {{ feature.position }})
            as {{ parameter }}_{{ feature.position }},
        {%- endfor %}
        {%- endfor %}
        max(scaler_id) as scaler_id,
    from {{ scalers }}
    where entity = '{{ entity }}' and use = '{{ use }}'
{%- endmacro %}
