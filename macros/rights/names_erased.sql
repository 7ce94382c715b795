{#- The condition for rows of any table, by the names of its columns, that
    identify a person erased by this run; empty if no column can. -#}
{% macro names_erased(columns, identifying) -%}
    {%- set conditions = [] -%}
    {%- set erased = relation_of('int_identifiers_erased') -%}
    {%- for column, kind in identifying.items() if column in columns -%}
        {#- As text, because a user's table may have numeric keys. -#}
        {%- set value = identifier_value(kind, column ~ '::varchar') -%}
        {%- if kind in raw_tables() -%}
            {%- do conditions.append(
                value ~ " in (select row_key from " ~ relation_of('int_rows_erased')
                ~ " where raw_table = '" ~ kind ~ "' and row_hash is null)"
            ) -%}
        {%- elif kind == 'entity' -%}
            {%- do conditions.append(
                "(entity || '_id', " ~ value ~ ") in ("
                ~ "select (identifier_type, identifier) from " ~ erased ~ ")"
            ) if kind in columns -%}
        {%- elif kind != 'identifier_type' -%}
            {%- do conditions.append(
                value ~ " in (select identifier from " ~ erased
                ~ " where identifier_type = '" ~ kind ~ "')"
            ) -%}
        {%- elif kind in columns -%}
            {%- do conditions.append(
                "(identifier_type, " ~ value ~ ") in ("
                ~ "select (identifier_type, identifier) from " ~ erased ~ ")"
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(conditions | join(' or ')) }}
{%- endmacro %}
