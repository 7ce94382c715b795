{#
    The list of an entity's features with weight for a use, scaled with one row
    of numbers. The formula equals strata.scaling.apply_scaler term by term.
#}
{% macro scaled_vector(features, scaler, entity, use) -%}
    [
    {%- for feature, position, transform in used_features(entity, use) %}
        (
            least(
                greatest(
                    coalesce(
                        {{ transformed(features ~ '.' ~ feature, transform) }},
                        {{ scaler }}.fill_value_{{ position }}
                    ),
                    {{ scaler }}.lower_bound_{{ position }}
                ),
                {{ scaler }}.upper_bound_{{ position }}
            ) - {{ scaler }}.centre_{{ position }}
        ) / nullif({{ scaler }}.scale_{{ position }}, 0)
        * {{ scaler }}.weight_{{ position }},
    {%- endfor %}
    ]
{%- endmacro %}


{% macro transformed(column, transform) -%}
    {%- if transform == 'log1p' -%}
        sign({{ column }}) * ln(1 + abs(cast({{ column }} as double)))
    {%- elif transform == 'sqrt' -%}
        sign({{ column }}) * sqrt(abs(cast({{ column }} as double)))
    {%- else -%}
        cast({{ column }} as double)
    {%- endif -%}
{%- endmacro %}
