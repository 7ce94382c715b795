{#-
    Stops the run if the state is needed and a part of it is missing or is not
    what was written. The database may hold what the folder has lost: then the
    next export writes it again.
-#}
{% macro assert_state_is_whole(folder, content, is_imported) -%}
    {%- set lost = [] -%}
    {%- if content.problem and not is_imported -%}
        {%- do lost.append(content.problem) -%}
    {%- endif -%}
    {%- for name in state_not_held(content, is_imported) -%}
        {%- set damage = run_query(
            "select state_damage('" ~ folder | replace("'", "''") ~ "', '"
            ~ name ~ "')"
        ).columns[0][0] -%}
        {%- do lost.append(name ~ ".parquet: " ~ damage) if damage -%}
    {%- endfor -%}
    {%- if lost -%}
        {%- do exceptions.raise_compiler_error(
            "The state in " ~ folder ~ " is not whole:\n- " ~ lost | join("\n- ")
            ~ "\nRestore the folder from a backup. To start over with new ids and "
            ~ "without the suppression list, delete the database and the folder."
        ) -%}
    {%- elif content.problem or content.damaged -%}
        {%- do exceptions.warn(
            "The state in " ~ folder ~ " is not whole: "
            ~ (content.problem or content.damaged | join(', '))
            ~ ". The database holds it; the next run without failures writes it again."
        ) -%}
    {%- endif -%}
{%- endmacro %}
