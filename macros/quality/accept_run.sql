{#- Runs at the end of a build and keeps what it received, if it is accepted:
    the next delivery is compared with it. -#}
{% macro accept_run(results) -%}
    {%- if execute and is_accepted(results) -%}
        {%- do run_query("
            begin transaction;
            delete from state.deliveries_accepted;
            insert into state.deliveries_accepted by name
            select deliveries.entity as raw_table, deliveries.rows_in, dates.data_date
            from " ~ relation_of('int_deliveries_counted') ~ " as deliveries
            cross join " ~ relation_of('int_scoring_date_found') ~ " as dates;
            commit
        ") -%}
    {%- endif -%}
{%- endmacro %}
