{#- The first rejected line that swallowed the lines after it, after land_csv.
    -#}
{% macro swallowing_line() %}
select line
from temp.rejected_lines
where
    error_type = 'UNQUOTED VALUE'
    and contains(trim(csv_line, chr(10) || chr(13)), chr(10))
order by line
limit 1
{% endmacro %}
