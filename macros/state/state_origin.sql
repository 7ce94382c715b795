{#- The origin stored in the database, else the one stored in the state folder.
    -#}
{% macro state_origin(content) -%}
    {%- if run_query(
        "select count(*) from duckdb_tables() "
        ~ "where database_name = current_database() "
        ~ "and schema_name = 'state' and table_name = 'origin'"
    ).columns[0][0] -%}
        {%- for fingerprint, input in run_query(
            "select fingerprint, input from state.origin"
        ).rows -%}
            {{ return({
                'fingerprint': fingerprint, 'input': input, 'is_of_database': true
            }) }}
        {%- endfor -%}
    {%- endif -%}
    {{ return({
        'fingerprint': content.origin.get('fingerprint'),
        'input': content.origin.get('input'),
        'is_of_database': false,
    }) }}
{%- endmacro %}
