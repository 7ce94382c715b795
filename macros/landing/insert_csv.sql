{#-
    An unreadable line would stop every query on the file itself. Here it goes to
    raw_rejects, once for all its errors.
-#}
{% macro insert_csv(table, part) %}
drop table if exists temp.rejected_lines;

drop table if exists temp.rejecting_scans;

insert into raw.{{ table.raw_table }}
select
    {%- for column in table.columns %}
    {%- if column in part.names %}
    column_{{ part.names.index(column) }},
    {%- elif part.constants[column] %}
    '{{ part.constants[column] | replace("'", "''") }}',
    {%- else %}
    null,
    {%- endif %}
    {%- endfor %}
from read_csv(
    [
        {%- for file in part.files %}
        '{{ glob_text(file) }}',
        {%- endfor %}
    ],
    auto_detect = false,
    columns = {
        {%- for _ in part.names %}
        'column_{{ loop.index0 }}': 'varchar',
        {%- endfor %}
    },
    delim = '{{ part.delimiter }}',
    header = true,
    quote = '"',
    escape = '"',
    nullstr = '',
    strict_mode = true,
    store_rejects = true,
    rejects_table = 'rejected_lines',
    rejects_scan = 'rejecting_scans'
);

insert into raw.raw_rejects
select
    '{{ table.raw_table }}' as raw_table,
    {{ "file_path" if part.files[-1] == part.file
        else "'" ~ part.file | replace("'", "''") ~ "'" }} as file,
    line,
    trim(min(csv_line), chr(10) || chr(13)) as text,
    string_agg(error_message, '; ' order by error_message) as error,
from temp.rejected_lines
inner join temp.rejecting_scans using (scan_id, file_id)
group by file_path, line;
{% endmacro %}
