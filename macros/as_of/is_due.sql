{% macro is_due(column) -%}
    {#- True for the dates that the as_of materialization is building, and for
        every date in a console or a unit test, where none are chosen. -#}
    coalesce(list_contains(getvariable('as_of_dates'), {{ column }}), true)
{%- endmacro %}
