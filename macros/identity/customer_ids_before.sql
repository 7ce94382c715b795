{#- The customer ids of earlier runs. The model of this run's ids depends on
    this relation, so it cannot be a ref. -#}
{% macro customer_ids_before() -%}
    {{ return(
        load_relation(
            api.Relation.create(target.database, 'intermediate', 'int_customer_ids')
        ) or "(
            select '' as record_id, '' as customer_id, timestamp '2000-01-01' as anchored_at where false
        )"
    ) }}
{%- endmacro %}
