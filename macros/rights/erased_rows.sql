{#- The raw rows that were erased and may still be in the user's files: raw_table and
    row_key. It is state, made before the first model, and no part of the lineage. -#}
{% macro erased_rows() -%}
    {{ return(api.Relation.create(target.database, 'state', 'rows_erased')) }}
{%- endmacro %}
