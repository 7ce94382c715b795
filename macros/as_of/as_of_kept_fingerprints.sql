{#
    {date: fingerprint} as the table's comment remembers it; none where the table
    must be made anew: it is absent, a view, of other columns, or to be refreshed.
#}
{% macro as_of_kept_fingerprints(existing, names) %}
    {%- if existing is none or not existing.is_table or should_full_refresh() -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set existing_names = adapter.get_columns_in_relation(existing)
        | map(attribute='quoted') | list -%}
    {%- if existing_names | sort != names | sort -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set comment = run_query(
        "select comment from duckdb_tables() where schema_name = '"
        ~ existing.schema ~ "' and table_name = '" ~ existing.identifier ~ "'"
    ).columns[0][0] -%}
    {{ return(fromjson(comment) if comment else {}) }}
{% endmacro %}


{#- The quoted names of the columns that a query returns, in its order. -#}
{% macro as_of_column_names(sql) %}
    {{ return(
        get_column_schema_from_query(get_empty_subquery_sql(sql))
        | map(attribute='quoted') | list
    ) }}
{% endmacro %}
