{#- The keyed hashes of the erased: identifier_type, identifier_hash and erased_on. It
    is state, made before the first model, and no part of the lineage. -#}
{% macro suppressed_people() -%}
    {{ return(api.Relation.create(target.database, 'state', 'people_suppressed')) }}
{%- endmacro %}
