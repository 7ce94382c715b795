{#- Runs at the end of a build. If the run is accepted, what it received is what
    the next delivery is compared with, and its measures and models are those of
    its scoring date. -#}
{% macro accept_run(results) -%}
    {%- if execute and is_accepted(results) -%}
        {%- set built = results | selectattr('status', 'equalto', 'success')
            | map(attribute='node.name') | list -%}
        {%- set statements = ["
            delete from state.deliveries_accepted;
            insert into state.deliveries_accepted by name
            select deliveries.entity as raw_table, deliveries.rows_in, dates.data_date
            from " ~ relation_of('int_deliveries_counted') ~ " as deliveries
            cross join " ~ relation_of('int_scoring_date_found') ~ " as dates
        "] -%}
        {%- set of_date -%}
            as_of_date = (select as_of_date from {{ relation_of('int_scoring_date') }})
        {%- endset -%}
        {%- do statements.append("
            delete from state.quality_accepted where " ~ of_date ~ ";
            insert into state.quality_accepted by name
            select dates.as_of_date, measures.entity as raw_table,
                measures.* exclude (entity)
            from " ~ relation_of('int_quality_measured') ~ " as measures
            cross join " ~ relation_of('int_scoring_date') ~ " as dates
        ") if 'int_quality_measured' in built -%}
        {%- do statements.append("
            delete from state.models_accepted where " ~ of_date ~ ";
            insert into state.models_accepted by name
            from " ~ relation_of('int_models_registered')
        ) if 'int_models_registered' in built -%}
        {%- do run_query(
            "begin transaction; " ~ statements | join('; ') ~ "; commit"
        ) -%}
    {%- endif -%}
{%- endmacro %}
