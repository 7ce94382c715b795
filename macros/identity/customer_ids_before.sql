{#- The ids that earlier runs gave to records. This run's come of the records that are
    found by it, so it is no ref. -#}
{% macro customer_ids_before() -%}
    {{ return(
        load_relation(
            api.Relation.create(target.database, 'intermediate', 'int_customer_ids')
        ) or "(
            select '' as record_id, '' as customer_id, timestamp '2000-01-01' as anchored_at where false
        )"
    ) }}
{%- endmacro %}
