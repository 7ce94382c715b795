{#- The seed is read as a file: a first run has not loaded it yet. -#}
{% macro has_rates(currency) -%}
    {%- set seed = project_path('seeds/reference/currency_rates.csv') -%}
    {{ return(run_query("
        select count(*) > 0
        from read_csv('" ~ glob_text(seed) ~ "', all_varchar = true)
        where currency = '" ~ currency | string | replace("'", "''") ~ "'
    ").columns[0][0]) }}
{%- endmacro %}
