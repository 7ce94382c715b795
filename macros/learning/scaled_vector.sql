{#
    The list of a customer's features, scaled by one row of lists. The formula is
    strata.scaling.apply_scaler's, term by term; what the catalogue gives no weight
    is 0 without it.
#}
{% macro scaled_vector(features, scaler, purpose) -%}
    [
    {%- for feature, transform, weight in seed_rows(
        ref('feature_catalog'),
        ['feature', 'transform', purpose ~ '_weight'],
        'position'
    ) %}
        {%- if weight %}
        (
            least(
                greatest(
                    coalesce(
                        {{ transformed(features ~ '.' ~ feature, transform) }},
                        {{ scaler }}.fill_values[{{ loop.index }}]
                    ),
                    {{ scaler }}.lower_bounds[{{ loop.index }}]
                ),
                {{ scaler }}.upper_bounds[{{ loop.index }}]
            ) - {{ scaler }}.centres[{{ loop.index }}]
        ) / {{ scaler }}.scales[{{ loop.index }}]
        * {{ scaler }}.weights[{{ loop.index }}],
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
