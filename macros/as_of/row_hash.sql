{% macro row_hash(row) -%}
    {#- A 64-bit hash of a row: DuckDB's own, because md5 takes five times as
        long. It is compared only with hashes of the same engine. -#}
    hash({{ row }})
{%- endmacro %}
