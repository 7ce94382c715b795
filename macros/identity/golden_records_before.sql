{#- The golden records of earlier runs. The model of this run's golden records
    depends on this relation, so it cannot be a ref. -#}
{% macro golden_records_before() -%}
    {{ return(
        load_relation(
            api.Relation.create(target.database, 'intermediate', 'int_golden_records')
        ) or "(select '' as customer_id, '' as fingerprint where false)"
    ) }}
{%- endmacro %}
