{% macro row_hash(row) -%}
    {#- 64 bits that change when a row does: the engine's own hash, since md5 takes five
        times as long. They are compared only with those of the same engine. -#}
    hash({{ row }})
{%- endmacro %}
