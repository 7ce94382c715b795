{#- Stores the folder and its files, and logs what was landed, rejected, mended or
    unknown. -#}
{% macro report_landing(plan, folder) -%}
    {%- set files = [] -%}
    {%- for table in plan.tables if table.input -%}
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
    {%- for note in run_query(
        "select note from raw.raw_notes order by all"
    ).columns[0].values() -%}
        {%- do exceptions.warn(note ~ ".") -%}
    {%- endfor -%}
    {%- if plan.unknown -%}
        {%- do exceptions.warn(
            "These files in " ~ folder ~ " are not read, because they are not named "
            ~ "as a raw table, or are neither .csv nor .parquet: "
            ~ plan.unknown | join(', ')
        ) -%}
    {%- endif -%}
    {%- set actions = plan.tables | map(attribute='action') | list -%}
    {%- do log(
        "Raw tables: "
        ~ (actions.count('parquet') + actions.count('csv'))
        ~ " landed, " ~ actions.count('keep') ~ " unchanged, "
        ~ actions.count('loaded') ~ " from a loader, "
        ~ actions.count('empty') ~ " created empty",
        info=true
    ) -%}
{%- endmacro %}
