{#- Creates the raw schema as specified in docs/input-contract.md, or stops. -#}
{% macro land_raw_tables() -%}
    {%- if execute -%}
        {%- set folder = raw_folder() -%}
        {%- do make_raw_schema() -%}
        {%- set plan = fromjson(
            run_query(landing_plan(raw_contract(), folder)).rows[0][0]
        ) -%}
        {%- do stop_on(
            [folder_problem(folder)] + plan.tables | sum(attribute='problems', start=[])
        ) -%}
        {%- set problems = [] -%}
        {%- for table in plan.tables
            if table.action in ['parquet', 'csv', 'empty'] -%}
            {%- do problems.append(land_raw_table(table)) -%}
        {%- endfor -%}
        {%- do run_query(
            "select remove_copies(current_setting('temp_directory'))"
        ) -%}
        {%- do stop_on(problems) -%}
        {%- do report_landing(plan, folder) -%}
    {%- endif -%}
{%- endmacro %}
