{#- The rows of a seed, as SQL needs them at compile time; none before it is seeded. -#}
{% macro seed_rows(seed, columns, order_by) %}
    {%- if not execute or load_relation(seed) is none -%}
        {{ return([]) }}
    {%- endif -%}
    {{ return(run_query(
        "select " ~ columns | join(", ") ~ " from " ~ seed ~ " order by " ~ order_by
    ).rows) }}
{% endmacro %}
