{% macro is_due(column) -%}
    {#- True for the one date that the as_of materialization is building, and
        for every date in a console or a unit test, where none is chosen. -#}
    ({{ column }} = getvariable('as_of_date') or getvariable('as_of_date') is null)
{%- endmacro %}
