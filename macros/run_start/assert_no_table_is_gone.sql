{#-
    Stops the run, before anything is built, if a raw table that had rows in the
    last accepted run is missing. Otherwise all its rows would be treated as
    deleted by the source.
-#}
{% macro assert_no_table_is_gone() -%}
    {%- if execute and not loss_is_allowed() -%}
        {%- set gone = run_query("
            select raw_table
            from state.deliveries_accepted
            semi join (
                select table_name as raw_table
                from duckdb_tables()
                where database_name = current_database()
                    and schema_name = 'raw'
                    and starts_with(comment, 'strata: empty')
                    and estimated_size = 0
            ) using (raw_table)
            where rows_in > 0
            order by raw_table
        ").columns[0].values() | list -%}
        {%- set rights = ['crm_consents', 'crm_privacy_requests']
            | select('in', gone) | list -%}
        {%- if gone -%}
            {%- do exceptions.raise_compiler_error(
                "These raw tables had rows in the last accepted run and are "
                ~ "missing now: " ~ gone | join(', ') ~ ". Nothing is built. Put them "
                ~ "back" ~ (" in " ~ raw_folder() if raw_folder()) ~ ", or, if they "
                ~ "are really gone, run once with STRATA_ALLOW_LOSS=true."
                ~ (" Refusals and objections of earlier runs hold even then."
                    if rights)
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
