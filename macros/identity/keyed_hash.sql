{% macro keyed_hash(text) -%}
    {#- 64 hexadecimal digits that nobody finds out without the key, which a
        connection has as a variable (strata.dbt_plugin). Hashed twice, for what is
        hashed once can be continued without the key. -#}
    sha256(
        getvariable('id_key')
        || sha256(getvariable('id_key') || ':' || {{ text }})
    )
{%- endmacro %}
