{% macro is_in_part(column) -%}
    {#- True for what the in_parts materialization is building, and for all in a
        console or a unit test, where no part is chosen. -#}
    (
        getvariable('part') is null
        or {{ column }} in (
            select unnest(cast(getvariable('part') as varchar[]))
        )
    )
{%- endmacro %}
