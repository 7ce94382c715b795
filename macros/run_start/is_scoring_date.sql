{#- Dates that the grid can count from; a later one, such as 9999-12-31, stands
    for no date in many systems. -#}
{% macro is_scoring_date(text) -%}
    {{ return(
        modules.re.match('^[0-9]{4}-[0-9]{2}-[0-9]{2}$', text)
        and run_query(
            "select coalesce(try_cast('" ~ text ~ "' as date)
            between date '1990-01-01' and date '2100-12-31', false)"
        ).columns[0][0]
    ) }}
{%- endmacro %}
