{#-
    Deletes rows without a column that identifies a person, if the row that they
    were derived from is deleted: failed checks of suspected rows, and values
    that no longer occur in the models of the meta `written_in`, in the columns
    of the meta `written_as`.
-#}
{% macro erase_derived_rows(tables) -%}
    {%- set suspected = [] -%}
    {%- for relation, columns in tables.items() if 'failed_checks' in columns -%}
        {%- do suspected.append("select row_hash from " ~ relation) -%}
    {%- endfor -%}
    {%- for relation, columns in tables.items()
        if 'entity' in columns and 'record_key' in columns and 'row_hash' in columns -%}
        {#- Some checks concern several rows together: an order, a browser. -#}
        {%- do run_query(
            "delete from " ~ relation ~ "
            where row_hash::varchar not in (" ~ suspected | join(" union all ") ~ ")
                or (entity, record_key) in (
                    select (raw_table, row_key)
                    from " ~ relation_of('int_rows_erased') ~ "
                )
                or record_key in (
                    select identifier
                    from " ~ relation_of('int_identifiers_erased') ~ "
                )"
        ) -%}
    {%- endfor -%}
    {%- for node in graph.nodes.values()
        if node.relation_name in tables and (node.config.meta or {}).written_in -%}
        {%- set meta = node.config.meta -%}
        {%- set written = [] -%}
        {%- for name in meta.written_in -%}
            {%- do written.append(
                "select " ~ record_key(meta.written_as.values() | list) ~ " from "
                ~ relation_of(name)
            ) -%}
        {%- endfor -%}
        {%- do run_query(
            "delete from " ~ node.relation_name ~ "
            where " ~ record_key(meta.written_as.keys() | list) ~ " not in ("
            ~ written | join(" union all ") ~ ")"
        ) -%}
    {%- endfor -%}
{%- endmacro %}
