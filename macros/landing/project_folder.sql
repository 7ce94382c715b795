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
