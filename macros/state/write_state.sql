{#- A run that is killed here leaves the folder as it was before, or complete
    (strata.state_folder). -#}
{% macro write_state(folder, tables) -%}
    {%- set quoted = "'" ~ folder | replace("'", "''") ~ "'" -%}
    {%- set writing = run_query("select state_begin(" ~ quoted ~ ")").columns[0][0] -%}
    {%- set rows = {} -%}
    {%- for name, relation in tables.items() -%}
        {%- set written = run_query(
            "copy (from " ~ relation ~ " order by all) to '"
            ~ (writing ~ '/' ~ name) | replace("'", "''") ~ ".parquet'"
        ) -%}
        {%- do rows.update({name: written.columns[0][0] | int}) -%}
    {%- endfor -%}
    {%- do run_query(
        "select state_commit(" ~ quoted ~ ", to_json(origin), '" ~ tojson(rows)
        ~ "') from state.origin as origin"
    ) -%}
{%- endmacro %}
