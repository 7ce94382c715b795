{% macro minted_id(text) -%}
    {#- 60 bits of the keyed hash in base 36: twelve characters, which DuckDB holds
        without a pointer. -#}
    lower(
        to_base(
            cast('0x' || left({{ keyed_hash(text) }}, 15) as bigint), 36, 12
        )
    )
{%- endmacro %}
