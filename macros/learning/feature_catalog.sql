{#- The rows of the seed feature_catalog in its order; none before it is seeded. -#}
{% macro feature_catalog() %}
    {%- set seed = ref('feature_catalog') -%}
    {%- if not execute or load_relation(seed) is none -%}
        {{ return([]) }}
    {%- endif -%}
    {{ return(run_query(
        "select feature, transform from " ~ seed ~ " order by position"
    ).rows) }}
{% endmacro %}
