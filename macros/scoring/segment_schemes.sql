{#- The schemes: each is a column of int_customer_segments. -#}
{% macro segment_schemes() %}
    {{ return(
        ['rfm', 'value_tier', 'lifecycle', 'kmeans', 'propensity_decile']
    ) }}
{% endmacro %}
