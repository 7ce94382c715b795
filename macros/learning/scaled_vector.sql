{#
    The list of a customer's features, scaled by one row of numbers. The formula is
    strata.scaling.apply_scaler's, term by term; what the catalogue gives no weight
    is 0 without it.
#}
{% macro scaled_vector(features, scaler, purpose) -%}
    [
    {%- for feature, position, transform, weight in seed_rows(
        ref('feature_catalog'),
        ['feature', 'position', 'transform', purpose ~ '_weight'],
        'position'
    ) %}
        {%- if weight %}
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
        ) / {{ scaler }}.scale_{{ position }}
        * {{ scaler }}.weight_{{ position }},
        {%- else %}
        cast(0 as double),
        {%- endif %}
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
