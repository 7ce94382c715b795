{% macro quality_threshold(name) -%}
    (
        select thresholds.value
        from {{ ref('quality_thresholds') }} as thresholds
        where thresholds.threshold = '{{ name }}'
    )
{%- endmacro %}
