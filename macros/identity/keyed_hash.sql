{% macro keyed_hash(text) -%}
    {#- 64 hexadecimal digits that cannot be reproduced without the key, which a
        connection has as a variable (strata.dbt_plugin). The text is hashed
        twice, because a single hash allows length extension without the key.
        -#}
    sha256(
        getvariable('id_key')
        || sha256(getvariable('id_key') || ':' || {{ text }})
    )
{%- endmacro %}
