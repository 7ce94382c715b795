{#-
    Runs after the last model: takes the people whom this run erased out of all that
    was made before it was known who they are, keeps their keyed hashes, and the keys
    of their raw rows, by which staging leaves them out from now on. All of it or
    nothing: a run that is stopped in it must find them again.
-#}
{% macro erase_people(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.name') | list if execute else [] -%}
    {%- if 'int_rows_erased' in built -%}
        {%- set erased = run_query(
            "select count(*) from " ~ relation_of('int_people_erased')
        ).columns[0][0] -%}
        {%- if erased > 0 -%}
            {%- do run_query("begin transaction") -%}
            {%- do run_query(keep_what_was_erased()) -%}
            {%- for statement in run_query(erasing_statements()).columns[0].values() -%}
                {%- do run_query(statement) -%}
            {%- endfor -%}
            {%- do erase_landed_rows() -%}
            {%- do run_query(
                "delete from " ~ relation_of('int_addresses_standardised') ~ "
                where raw_address not in (
                    select address from " ~ relation_of('int_person_records') ~ "
                    where address is not null
                );
                delete from " ~ relation_of('int_places_standardised') ~ " as places
                where not exists (
                    from (
                        select insee_code, postal_code, city, country_code
                        from " ~ relation_of('int_person_records') ~ "
                        union all
                        select insee_code, postal_code, city, country_code
                        from " ~ relation_of('stg_crm__companies') ~ "
                    ) as written
                    where written.insee_code is not distinct from places.insee_code
                        and written.postal_code
                        is not distinct from places.postal_code
                        and written.city is not distinct from places.city
                        and written.country_code
                        is not distinct from places.country_code
                );
                truncate " ~ relation_of('int_rows_erased') ~ ";
                truncate " ~ relation_of('int_identifiers_erased') ~ ";
                truncate " ~ relation_of('int_identifiers_returned') ~ ";
                truncate " ~ relation_of('int_people_erased') ~ ";
                truncate " ~ relation_of('int_records_erased') ~ ";
                commit;
                checkpoint"
            ) -%}
            {%- do export_state(results, has_erased=true) -%}
            {%- do log(
                "Erased " ~ erased ~ " records of people; their raw rows are yours to "
                ~ "delete: strata erased",
                info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
