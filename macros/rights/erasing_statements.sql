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
        ('email', 'email'), ('raw_email', 'email'),
        ('phone', 'phone'), ('raw_phone', 'phone')
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
            concat('"', tables.schema_name, '"."', tables.table_name, '"') as relation,
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
    ),

    -- The rows that quality suspects, and which of them are theirs.
    suspected(raw_table, table_name, is_erased) as (
        {% for raw_table in raw_tables() if personal_columns(raw_table) -%}
            select
                '{{ raw_table }}',
                'int_{{ raw_table }}_suspected',
                '{{ is_erased(raw_table, relation_of("int_rows_erased"))
                    | replace("'", "''") }}'
            {{ "union all" if not loop.last }}
        {% endfor -%}
    ),

    suspected_found as (
        select suspected.*, columns_found.relation
        from suspected
        inner join columns_found using (table_name)
        where columns_found.column_name = 'row_hash'
    ),

    -- What is said of rows, by their key.
    told_of_rows as (
        select relation
        from columns_found
        where column_name in ('entity', 'record_key', 'row_hash')
        group by relation
        having count(*) = 3
    ),

    statements as (
        -- It is found by the suspected rows, so it goes first.
        select
            1 as place,
            'delete from ' || told_of_rows.relation || ' where entity = '''
            || raw_table || ''' and (record_key, row_hash::varchar) in ('
            || 'select (record_key, row_hash) from ' || suspected_found.relation
            || ' where ' || is_erased || ')' as statement
        from told_of_rows
        cross join suspected_found

        union all

        -- Some checks look at what belongs together: an order, a browser.
        select
            2,
            'delete from ' || relation || ' where (entity, record_key) in ('
            || 'select (raw_table, row_key) '
            || 'from {{ relation_of("int_rows_erased") }}) '
            || 'or entity = ''web_events'' and record_key in ('
            || 'select identifier from {{ relation_of("int_identifiers_erased") }} '
            || 'where identifier_type = ''visitor_id'')'
        from told_of_rows

        union all

        select 2, 'delete from ' || relation || ' where ' || is_erased
        from suspected_found

        union all

        -- As text: a table of the user may have numbers for keys.
        select
            2,
            'delete from ' || relation || ' where ' || column_name || '::varchar in ('
            || 'select identifier from {{ relation_of("int_identifiers_erased") }} '
            || 'where identifier_type = ''' || identifier_type || ''')'
        from columns_found
        inner join present using (column_name)

        union all

        -- Who was split from them stays, and is not told from whom.
        select
            2,
            'update ' || relation || ' set previous_customer_id = null '
            || 'where previous_customer_id::varchar in ('
            || 'select identifier from {{ relation_of("int_identifiers_erased") }} '
            || 'where identifier_type = ''customer_id'')'
        from columns_found
        where column_name = 'previous_customer_id'

        union all

        select
            2,
            'delete from ' || relation
            || ' where (identifier_type, identifier::varchar) in ('
            || 'select (identifier_type, identifier) '
            || 'from {{ relation_of("int_identifiers_erased") }})'
        from columns_found
        where column_name in ('identifier_type', 'identifier')
        group by relation
        having count(*) = 2

        union all

        select
            2,
            'delete from ' || relation || ' where order_id::varchar in ('
            || 'select row_key from {{ relation_of("int_rows_erased") }} '
            || 'where raw_table = ''shop_orders'')'
        from columns_found
        where column_name = 'order_id'
    )

    select statement
    from statements
    order by place
{%- endmacro %}
