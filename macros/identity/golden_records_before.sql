{#- The golden records that earlier runs made. This run's are made of the customers
    that differ from them, so it is no ref. -#}
{% macro golden_records_before() -%}
    {{ return(
        load_relation(
            api.Relation.create(target.database, 'intermediate', 'int_golden_records')
        ) or "(select '' as customer_id, '' as fingerprint where false)"
    ) }}
{%- endmacro %}
