{% macro raw_folder() -%}
    {#- Empty when a loader fills the raw schema and no file is to be read. -#}
    {%- set folder = var('raw_dir') | string | trim -%}
    {%- set absolute = '/|[A-Za-z]:|[a-z0-9]+://' -%}
    {%- if folder and not modules.re.match(absolute, folder) -%}
        {%- set folder = project_folder() ~ '/' ~ folder -%}
    {%- endif -%}
    {{ return(shortest_path(folder)) }}
{%- endmacro %}


{% macro project_folder() -%}
    {#-
        dbt hands on --project-dir as it was typed. A relative one starts at
        the shell's PWD, if that is where the process is: the project files
        found both ways must be one.
    -#}
    {%- set typed = invocation_args_dict.project_dir | string -%}
    {%- if modules.re.match('/|[A-Za-z]:', typed) -%}
        {{ return(typed) }}
    {%- endif -%}
    {%- set completed = env_var('PWD', '') ~ '/' ~ typed -%}
    {%- set found = run_query(
        "select count(*), count(distinct (size, last_modified, content)) "
        ~ "from read_blob(['" ~ glob_text(typed) ~ "/dbt_project.yml', '"
        ~ glob_text(completed) ~ "/dbt_project.yml'])"
    ).rows[0] -%}
    {%- if (found[0], found[1]) != (2, 1) -%}
        {%- do exceptions.raise_compiler_error(
            "The project folder '" ~ typed ~ "' cannot be made absolute: give "
            ~ "--project-dir (or STRATA_RAW_DIR) as an absolute path."
        ) -%}
    {%- endif -%}
    {{ return(completed) }}
{%- endmacro %}


{% macro shortest_path(path) -%}
    {#- /work/./data/../raw/ is /work/raw. -#}
    {%- set shortened = namespace(path=path) -%}
    {%- for _ in path.split('/') -%}
        {%- set shortened.path = modules.re.sub(
            '/\\.(?=/|$)|/[^/]+/\\.\\.(?=/|$)|(?<=.)/$', '', shortened.path
        ) -%}
    {%- endfor -%}
    {{ return(shortened.path) }}
{%- endmacro %}
