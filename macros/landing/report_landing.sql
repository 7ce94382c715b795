{#- Stores the folder and its files, and logs what was landed, rejected or
    unknown. -#}
{% macro report_landing(plan, folder) -%}
    {%- set files = [] -%}
    {%- for table in plan if table.raw_table and table.input -%}
        {%- do files.append({'raw_table': table.raw_table, 'file': table.input}) -%}
    {%- endfor -%}
    {%- do run_query("
        delete from raw.raw_input;
        insert into raw.raw_input values ('" ~ folder | replace("'", "''") ~ "');
        delete from raw.raw_files;
        insert into raw.raw_files
        select unnest(
            from_json('" ~ tojson(files) | replace("'", "''") ~ "',
            '[{\"raw_table\": \"varchar\", \"file\": \"varchar\"}]'),
            recursive := true
        )
    ") -%}
    {%- set actions = plan | map(attribute='action') | list -%}
    {%- set rejects = run_query("
        select concat(file, ': ', count(*), ' line(s), the first is line ',
            min(line), ' (', arg_min(error, line), ')')
        from raw.raw_rejects
        group by file
        order by file
    ").columns[0].values() -%}
    {%- if rejects -%}
        {%- do exceptions.warn(
            "Unreadable lines are kept in raw.raw_rejects: "
            ~ rejects | join('; ')
        ) -%}
    {%- endif -%}
    {%- set strangers = plan | selectattr('action', 'equalto', 'unknown')
        | map(attribute='input') | list -%}
    {%- if strangers -%}
        {%- do exceptions.warn(
            "These files in " ~ folder ~ " are not read, because no raw table has "
            ~ "their name: " ~ strangers | join(', ')
        ) -%}
    {%- endif -%}
    {%- do log(
        "Raw tables: "
        ~ (actions | select('in', ['parquet', 'folder', 'csv']) | list | length)
        ~ " landed, " ~ actions.count('keep') ~ " unchanged, "
        ~ actions.count('loaded') ~ " from a loader, "
        ~ actions.count('empty') ~ " created empty",
        info=true
    ) -%}
{%- endmacro %}
