{#-
    Runs after the last model: takes the people whom this run erased out of all that
    was made before it was known who they are, keeps their keyed hashes, and the keys
    of their raw rows, by which staging leaves them out from now on.
-#}
{% macro erase_people(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.name') | list if execute else [] -%}
    {%- if 'int_rows_erased' in built -%}
        {%- set erased = run_query(
            "select count(*) from " ~ relation_of('int_people_erased')
        ).columns[0][0] -%}
        {%- if erased > 0 -%}
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
                delete from raw.raw_rejects where exists (
                    from " ~ relation_of('int_identifiers_erased') ~ " as erased
                    where length(erased.identifier) > 5
                        and contains(raw_rejects.text, erased.identifier)
                );
                truncate " ~ relation_of('int_rows_erased') ~ ";
                truncate " ~ relation_of('int_identifiers_erased') ~ ";
                truncate " ~ relation_of('int_people_erased') ~ ";
                truncate " ~ relation_of('int_records_erased') ~ ";
                checkpoint"
            ) -%}
            {%- do log(
                "Erased " ~ erased ~ " records of people; their raw rows are yours to "
                ~ "delete: strata erased",
                info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro keep_what_was_erased() -%}
    insert into state.rows_erased
    select rows_erased.*
    from {{ relation_of('int_rows_erased') }} as rows_erased
    anti join state.rows_erased as before using (raw_table, row_key);

    -- An address or a number that somebody who stays has, too, is not theirs alone.
    insert into state.people_suppressed
    with identifiers as (
        select unnest([
            {'identifier_type': 'record_id', 'identifier': record_id},
            {'identifier_type': 'email', 'identifier': email},
            {'identifier_type': 'phone', 'identifier': phone}
        ], recursive := true)
        from {{ relation_of('int_people_erased') }}
    ),

    of_others as (
        select unnest([
            {'identifier_type': 'email', 'identifier': email},
            {'identifier_type': 'phone', 'identifier': phone}
        ], recursive := true)
        from {{ relation_of('int_person_records_standardised') }}
        anti join {{ relation_of('int_people_erased') }} using (record_id)
    ),

    hashed as (
        select distinct
            identifier_type,
            {{ keyed_hash('identifier') }} as identifier_hash,
            (select as_of_date from {{ relation_of('int_scoring_date') }}) as erased_on
        from identifiers
        anti join of_others using (identifier_type, identifier)
        where identifier is not null
    )

    select hashed.*
    from hashed
    anti join state.people_suppressed as before
        using (identifier_type, identifier_hash);
{%- endmacro %}


{#-
    A query of statements: one for each table that we made and each of its columns that
    names a person, whichever models there are.
-#}
{% macro erasing_statements() -%}
    with identifying(column_name, identifier_type) as (
        values
        ('record_id', 'record_id'), ('record_id_l', 'record_id'),
        ('record_id_r', 'record_id'), ('customer_id', 'customer_id'),
        ('contact_id', 'contact_id'), ('account_id', 'account_id'),
        ('lead_id', 'lead_id'), ('visitor_id', 'visitor_id'),
        ('raw_email', 'email'), ('raw_phone', 'phone')
    ),

    -- Most runs erase nobody who was a customer before: their tables need no look.
    present as (
        select identifying.*
        from identifying
        semi join {{ relation_of("int_identifiers_erased") }} as erased
            on identifying.identifier_type = erased.identifier_type
    ),

    columns_found as (
        select
            tables.schema_name,
            tables.table_name,
            '"' || tables.schema_name || '"."' || tables.table_name || '"' as relation,
            found.column_name
        from duckdb_tables() as tables
        inner join duckdb_columns() as found
            on tables.database_name = found.database_name
            and tables.schema_name = found.schema_name
            and tables.table_name = found.table_name
        where tables.database_name = current_database()
            and tables.schema_name not in ('raw', 'state')
            and tables.table_name not in (
                'int_people_erased', 'int_identifiers_erased', 'int_rows_erased',
                'int_records_erased'
            )
    )

    select
        'delete from ' || relation || ' where ' || column_name || ' in ('
        || 'select identifier from {{ relation_of("int_identifiers_erased") }} '
        || 'where identifier_type = ''' || identifier_type || ''')' as statement
    from columns_found
    inner join present using (column_name)

    union all

    select
        'delete from ' || relation || ' where (identifier_type, identifier) in ('
        || 'select (identifier_type, identifier) '
        || 'from {{ relation_of("int_identifiers_erased") }})'
    from columns_found
    where column_name = 'identifier'

    union all

    -- Orders and what is known by the key of its raw row.
    select
        'delete from ' || relation || ' where order_id in ('
        || 'select row_key from {{ relation_of("int_rows_erased") }} '
        || 'where raw_table = ''shop_orders'')'
    from columns_found
    where column_name = 'order_id'

    union all

    select
        'delete from ' || relation || ' where ' || array_to_string(
            list_transform(
                ['record_key', 'md5(record_key)', 'split_part(record_key, ''|'', 1)'],
                lambda key: '(' || raw_table || ', ' || key || ') in ('
                || 'select (raw_table, row_key) '
                || 'from {{ relation_of("int_rows_erased") }})'
            ),
            ' or '
        )
    from (
        select
            *,
            case
                when table_name like 'int_%_suspected'
                    then '''' || table_name[5:-11] || ''''
                else 'entity'
            end as raw_table
        from columns_found
    )
    where column_name = 'record_key'
        and (
            table_name like 'int_%_suspected'
            or (schema_name, table_name) in (
                select (schema_name, table_name)
                from columns_found
                where column_name = 'entity'
            )
        )
{%- endmacro %}


{#- The relation of a model. A hook is no node, so it has no refs. -#}
{% macro relation_of(name) -%}
    {{ return(graph.nodes['model.strata.' ~ name].relation_name) }}
{%- endmacro %}
