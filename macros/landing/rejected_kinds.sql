{#- What the last insert_csv rejected. -#}
{% macro rejected_kinds(table, part) %}
{%- set file = "file_path" if part.files[-1] == part.file
    else "'" ~ part.file | replace("'", "''") ~ "'" %}
select
    coalesce(
        to_json(
            list(distinct file_path) filter (error_type = 'INVALID ENCODING')
        ),
        '[]'
    ) as damaged,
    -- An unclosed quote that swallows the lines after it.
    min_by(
        format(
            '{} has a quote at line {} that is never closed and swallows the '
            || 'lines after it; close it, or double it if it is text.',
            {{ file }}, line
        ),
        (file_path, line)
    ) filter (
        error_type = 'UNQUOTED VALUE'
        and contains(trim(csv_line, chr(10) || chr(13)), chr(10))
    ) as swallowing,
    count(*) as reject_count,
from temp.rejected_lines
inner join temp.rejecting_scans using (scan_id, file_id)
{% endmacro %}
