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
        ('social_handle', 'social_handle'),
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
                'int_records_erased', 'int_identifiers_returned'
            )
    )

    select statement
    from (
        -- What quality says of their rows comes first: it is found by these rows.
        select
            'delete from ' || relation || ' where '
            || '(entity, record_key, row_hash::varchar) in ({{ quoted(suspects_erased()) }}) '
            || 'or (entity, record_key) in ({{ quoted(keys_erased()) }})' as statement,
            1 as place
        from columns_found
        where column_name = 'row_hash'
            and (schema_name, table_name) in (
                select (schema_name, table_name)
                from columns_found
                where column_name = 'entity'
            )

        {% for raw_table in raw_tables() if personal_columns(raw_table) %}
            union all

            select
                'delete from {{ relation_of("int_" ~ raw_table ~ "_suspected") }} where '
                || '{{ quoted(is_erased(
                    raw_table, relation_of("int_rows_erased")
                )) }}',
                2
        {% endfor %}

        union all

        select
            'delete from ' || relation || ' where ' || column_name || ' in ('
            || 'select identifier from {{ relation_of("int_identifiers_erased") }} '
            || 'where identifier_type = ''' || identifier_type || ''')',
            2
        from columns_found
        inner join present using (column_name)

        union all

        select
            'delete from ' || relation || ' where (identifier_type, identifier) in ('
            || 'select (identifier_type, identifier) '
            || 'from {{ relation_of("int_identifiers_erased") }})',
            2
        from columns_found
        where column_name = 'identifier'

        union all

        select
            'delete from ' || relation || ' where order_id in ('
            || 'select row_key from {{ relation_of("int_rows_erased") }} '
            || 'where raw_table = ''shop_orders'')',
            2
        from columns_found
        where column_name = 'order_id'
    )
    order by place
{%- endmacro %}
