{#-
    Runs after the last model. Deletes the people erased by the run from all
    tables of the project that were built before they were identified, and
    stores the keys of their raw rows and keyed hashes of their identifiers. One
    transaction, so that a run after an interruption finds them again.
-#}
{% macro erase_people(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.name') | list if execute else [] -%}
    {%- if 'int_people_suppressed' in built
        and 'int_rows_erased' in built
        and run_query(
            "select count(*) from " ~ relation_of('int_identifiers_erased')
        ).columns[0][0] > 0 -%}
        {#- Records of one cluster or one customer are one person; a person
            without a record has other rows. -#}
        {%- set erased = run_query(
            "select
                count(distinct coalesce(customer_id, cluster_id, record_id)),
                count(distinct record_id)
            from (
                select
                    records.record_id,
                    clusters.cluster_id,
                    coalesce(
                        min(records.customer_id) over (
                            partition by coalesce(clusters.cluster_id, records.record_id)
                        ),
                        records.customer_id
                    ) as customer_id,
                from " ~ relation_of('int_records_erased') ~ " as records
                left join " ~ relation_of('int_identity_clusters') ~ " as clusters
                    using (record_id)
            )"
        ).rows[0] -%}
        {%- set unrecorded = run_query(
            "select count(distinct (meant.identifier_type, meant.identifier))
            from " ~ relation_of('int_privacy_requests_traced') ~ " as traced
            inner join " ~ relation_of('int_privacy_requests_standardised') ~ " as meant
                using (request_hash)
            inner join " ~ relation_of('int_privacy_requests_matched') ~ " as requests
                using (request_hash)
            where requests.request_type = 'erasure' and requests.status = 'nobody'
                and traced.record_id is null and meant.is_sure"
        ).columns[0][0] -%}
        {%- set people = erased[0] + unrecorded -%}
        {%- do run_query("begin transaction") -%}
        {%- do run_query(
            "insert into state.rows_erased
            from " ~ relation_of('int_rows_erased') ~ "
            except from state.rows_erased;
            insert into state.people_suppressed by name
            from " ~ relation_of('int_people_suppressed') ~ "
            anti join state.people_suppressed using (identifier_type, identifier_hash);
            delete from state.requests_kept
            where (identifier_type, identifier) in (
                select (identifier_type, identifier)
                from " ~ relation_of('int_identifiers_erased') ~ "
            );
            delete from state.refusals_kept
            where identifier_hash in (
                select " ~ keyed_hash("identifier_type || '|' || identifier") ~ "
                from " ~ relation_of('int_identifiers_erased') ~ "
            )"
        ) -%}
        {%- set elsewhere = erase_from_tables() -%}
        {%- do erase_landed_rows() -%}
        {%- for name in ['int_rows_erased', 'int_identifiers_erased'] -%}
            {%- do run_query("truncate " ~ relation_of(name)) -%}
        {%- endfor -%}
        {%- do run_query("commit; checkpoint") -%}
        {%- do export_state(results, has_erased=true) -%}
        {%- do log(
            ("Erased " ~ people ~ (" person (" if people == 1 else " people (")
                ~ erased[1] ~ " records)" if people
                else "Erased new rows of people who were erased before")
            ~ ". Delete their raw rows from your files, too: `strata erased` lists "
            ~ "them.",
            info=true
        ) -%}
        {%- do exceptions.warn(
            "Other tables in this database contain erased people. Delete these "
            ~ "rows, too: " ~ elsewhere | join('; ')
        ) if elsewhere -%}
    {%- endif -%}
{%- endmacro %}
