{#
    The fingerprints stored in the comment of an existing as_of table, {date:
    {rows, population}}. None if the table must be rebuilt: it is missing, a
    view, has other columns, or is to be refreshed.
#}
{% macro kept_fingerprints(existing, columns) %}
    {%- if existing is none or not existing.is_table or should_full_refresh()
        or described_columns("from " ~ existing) != columns -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set comment = run_query(
        "select comment from duckdb_tables() where schema_name = '"
        ~ existing.schema ~ "' and table_name = '" ~ existing.identifier ~ "'"
    ).columns[0][0] -%}
    {{ return(fromjson(comment) if comment else {}) }}
{% endmacro %}


{#- {quoted name: type} of the columns that a query returns, in its order. -#}
{% macro described_columns(sql) %}
    {%- set columns = {} -%}
    {%- for row in run_query("describe (" ~ sql ~ ")") -%}
        {%- do columns.update({adapter.quote(row[0]): row[1]}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}
