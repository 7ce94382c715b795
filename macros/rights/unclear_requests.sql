{#- The requests that said not whose they are, by row_key, with their status. It is state,
    made before the first model, and no part of the lineage. -#}
{% macro unclear_requests() -%}
    {{ return(api.Relation.create(target.database, 'state', 'requests_unclear')) }}
{%- endmacro %}
