{% macro state_folder() -%}
    {#- Beside the database file, named after it; empty for a database in
        memory. -#}
    {%- if var('state_dir') -%}
        {{ return(var('state_dir') | string | trim) }}
    {%- endif -%}
    {%- set path = run_query(
        "select coalesce(path, '') from duckdb_databases() "
        ~ "where database_name = current_database()"
    ).columns[0][0] -%}
    {{ return(modules.re.sub('(\\.duckdb|\\.db)?$', '.state', path, count=1)
        if path and not path.startswith('md:') else '') }}
{%- endmacro %}
