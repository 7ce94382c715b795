{#
    The calibrated probability of every vector by every model: log-odds that are
    linear in the vector, then the line of the calibration segment that contains
    them. For use in a CTE. The reference implementation is
    strata.propensity.score.
#}
{% macro linear_score(vectors, models, key) -%}
    with

    vectors_weighed as (
        select
            vectors.{{ key }},
            vectors.as_of_date,
            models.score,
            models.model_id,
            models.weights[1]
            + list_inner_product(
                vectors.vector, models.weights[2:len(models.weights)]
            ) as linear_score,
            models.calibration_lower_bounds,
            models.calibration_intercepts,
            models.calibration_slopes,
        from {{ vectors }} as vectors
        cross join {{ models }} as models
    ),

    vectors_stretched as (
        select
            *,
            len(
                list_filter(
                    calibration_lower_bounds,
                    lambda bound: bound <= linear_score
                )
            ) as stretch,
        from vectors_weighed
    ),

    vectors_calibrated as (
        select
            {{ key }},
            as_of_date,
            score,
            model_id,
            calibration_intercepts[stretch]
            + calibration_slopes[stretch] * linear_score as log_odds,
        from vectors_stretched
    )

    select
        {{ key }},
        as_of_date,
        score,
        model_id,
        log_odds,
        1 / (1 + exp(-log_odds)) as probability,
    from vectors_calibrated
{%- endmacro %}
