{#- The origin stored in the database, else the one stored in the state folder.
    -#}
{% macro state_origin(folder) -%}
    {%- set file = folder ~ '/origin_0.csv' -%}
    {%- set sources = [] -%}
    {%- if run_query(
        "select count(*) from duckdb_tables() "
        ~ "where schema_name = 'state' and table_name = 'origin'"
    ).columns[0][0] -%}
        {%- do sources.append("select *, true as is_of_database from state.origin") -%}
    {%- endif -%}
    {%- if folder and state_file_exists(file) -%}
        {%- do sources.append(
            "select fingerprint, coalesce(input, '') as input, false "
            ~ "from read_csv('" ~ glob_text(file) ~ "', all_varchar = true)"
        ) -%}
    {%- endif -%}
    {%- set found = run_query(
        "from (" ~ sources | join(' union all ') ~ ") limit 1"
    ).rows if sources else [] -%}
    {{ return({
        'fingerprint': found[0][0], 'input': found[0][1], 'is_of_database': found[0][2]
    } if found else {'fingerprint': none}) }}
{%- endmacro %}
