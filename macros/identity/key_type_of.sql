{#- The identifier type of a record's key; null if there is none. -#}
{% macro key_type_of(record_source) -%}
    case {{ record_source }}
        {%- for key, raw_table in record_keys().items() %}
        when '{{ raw_table }}' then '{{ key }}'
        {%- endfor %}
    end
{%- endmacro %}
