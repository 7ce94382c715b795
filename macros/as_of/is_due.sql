{% macro is_due(column) -%}
    {#- True for the dates that the as_of materialization builds in this
        statement. In a console or a unit test no dates are chosen, and all are
        due. -#}
    coalesce(list_contains(getvariable('as_of_dates'), {{ column }}), true)
{%- endmacro %}
