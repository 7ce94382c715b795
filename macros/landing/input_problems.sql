{#- Everything that is wrong with the input, before anything is changed. -#}
{% macro input_problems(plan, folder) -%}
    {%- set problems = [folder_problem(folder)] -%}
    {%- for table in plan -%}
        {%- do problems.append(table.problem) -%}
        {%- if not table.problem
            and table.action in ['parquet', 'folder', 'csv'] -%}
            {%- do problems.append(file_problem(table)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro %}
