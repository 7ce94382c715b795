{#- Stops the run with everything that is wrong with the input, at once. -#}
{% macro check_input(plan, folder) -%}
    {%- set problems = [] -%}
    {%- do problems.append(folder_problem(folder)) -%}
    {%- for table in plan -%}
        {%- do problems.append(table.problem) -%}
        {%- if not table.problem
            and table.action in ['parquet', 'folder', 'csv'] -%}
            {%- do problems.append(file_problem(table)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set problems = problems | select | list -%}
    {%- if problems -%}
        {%- do exceptions.raise_compiler_error(
            "The input cannot be used (see docs/input-contract.md):\n- "
            ~ problems | join("\n- ")
        ) -%}
    {%- endif -%}
{%- endmacro %}


{#- A folder that is not there, or not the one that the database knows. -#}
{% macro folder_problem(folder) -%}
    {#-
        DuckDB lists files only: a known file, reached through the folder and
        back up from it, tells an empty folder from none.
    -#}
    {%- set here = glob_text(folder) ~ '/..' * 40
        ~ glob_text(project_folder()) ~ '/dbt_project.yml' -%}
    {%- if folder and not run_query(
        "from glob('" ~ here ~ "')"
    ).rows -%}
        {{ return(
            "The raw folder " ~ folder ~ " does not exist. Set STRATA_RAW_DIR "
            ~ "to the folder of your files, or to nothing ('') if a loader "
            ~ "fills the schema raw."
        ) }}
    {%- endif -%}
    {%- set known = run_query("from raw.raw_input").rows -%}
    {%- if known and known[0][0] != folder -%}
        {{ return(
            "The database " ~ target.path ~ " was built from "
            ~ (known[0][0] or 'a loader') ~ ", and this run reads "
            ~ (folder or 'a loader') ~ ". Either set STRATA_DATABASE to "
            ~ "another file, or set STRATA_RAW_DIR back, or delete the "
            ~ "database, or, if it is the same input at a new place, run once "
            ~ "with STRATA_ALLOW_INPUT_CHANGE=true."
        ) if env_var('STRATA_ALLOW_INPUT_CHANGE', '') != 'true' }}
    {%- endif -%}
{%- endmacro %}


{#- A file that cannot be read, or lacks a required column. -#}
{% macro file_problem(table) -%}
    {%- set found = found_columns(table) -%}
    {%- do table.update({'found': found}) -%}
    {%- if not found -%}
        {{ return(
            table.raw_table ~ ": " ~ table.input ~ " cannot be read as "
            ~ ('csv' if table.action == 'csv' else 'parquet') ~ "; write it "
            ~ "again, or remove it if there is no such data."
        ) }}
    {%- endif -%}
    {%- set missing = table.required | reject('in', found) | list -%}
    {%- if missing -%}
        {{ return(
            table.raw_table ~ ": " ~ table.input ~ " lacks the required "
            ~ "column(s) " ~ missing | join(', ') ~ "; found: "
            ~ found | join(', ') ~ ". Rename or add the column(s)"
            ~ (", and save the file as UTF-8" if table.action == 'csv' else "")
            ~ "."
        ) }}
    {%- endif -%}
    {%- for column in table.columns
        if found | select('equalto', column) | list | length > 1 -%}
        {{ return(
            table.raw_table ~ ": " ~ table.input ~ " has the column "
            ~ column ~ " twice; keep one of them."
        ) }}
    {%- endfor -%}
{%- endmacro %}
