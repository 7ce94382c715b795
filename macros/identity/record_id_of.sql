{#- The record id of an identifier; null if the identifier is not a record key.
    -#}
{% macro record_id_of(identifier_type, identifier) -%}
    case {{ identifier_type }}
        {%- for key, raw_table in record_keys().items() %}
        when '{{ key }}' then '{{ raw_table }}:' || {{ identifier }}
        {%- endfor %}
    end
{%- endmacro %}
