{#-
    Lands all parts as one table of text. Returns a problem that appears only when
    rows are read. Files that turn out not to be UTF-8 are landed again from copies.
-#}
{% macro land_table(table) -%}
    {%- do run_query(create_table(table)) -%}
    {%- do run_query(
        "delete from raw.raw_rejects where raw_table = '" ~ table.raw_table ~ "'"
    ) -%}
    {%- set damaged = [] -%}
    {%- for part in table.parts -%}
        {%- if part.kind == 'parquet' -%}
            {%- do run_query(insert_parquet(table, part)) -%}
        {%- else -%}
            {%- set before = run_query(landed_rows(table)).columns[0][0] -%}
            {%- do try_or_compiler_error(
                table.raw_table ~ ": "
                ~ (part.file if part.files | length == 1 else table.input)
                ~ " cannot be read as csv to its end. All lines must end alike "
                ~ "(\\n or \\r\\n); write it again as UTF-8, or as parquet.",
                run_query, insert_csv(table, part)
            ) -%}
            {%- set outcome = run_query(rejected_kinds(table, part)).rows[0] -%}
            {%- do damaged.extend(fromjson(outcome.damaged)) -%}
            {%- if outcome.swallowing -%}
                {{ return(table.raw_table ~ ": " ~ outcome.swallowing) }}
            {%- endif -%}
            {%- if part.has_more and not outcome.reject_count
                and run_query(landed_rows(table)).columns[0][0] == before -%}
                {{ return(
                    table.raw_table ~ ": " ~ part.file ~ " has lines after its "
                    ~ "header, but none can be read; write it again as UTF-8."
                ) }}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if damaged -%}
        {%- do table.update({'parts': mended_parts(table, damaged)}) -%}
        {{ return(land_table(table)) }}
    {%- endif -%}
    {%- for part in table.parts if part.note -%}
        {%- do run_query(
            "insert into raw.raw_notes values ('" ~ table.raw_table ~ "', '"
            ~ part.note | replace("'", "''") ~ "')"
        ) -%}
    {%- endfor -%}
{%- endmacro %}
