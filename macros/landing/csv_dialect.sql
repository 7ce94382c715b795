{#- The first line of a csv file determines the delimiter. -#}
{% macro csv_dialect(file) -%}
    {%- set header = run_query("
        with

        header as (

            select line
            from read_csv(
                '" ~ glob_text(file) ~ "',
                auto_detect = false,
                columns = {'line': 'varchar'},
                header = false,
                delim = chr(31),
                quote = '',
                escape = '',
                strict_mode = false,
                ignore_errors = true,
                parallel = false
            )
            limit 1

        ),

        delimiter as (

            select
                line,
                unnest([',', ';', chr(9), '|']) as delimiter,
            from header
            where not contains(line, chr(0))
            order by
                len(line) - len(replace(line, delimiter, '')) desc,
                delimiter
            limit 1

        )

        select to_json({
            'delimiter': delimiter,
            'columns': list_transform(
                string_split(line, delimiter),
                lambda name: lower(trim(name, ' \"' || chr(9) || chr(13)))
            ),
        })
        from delimiter
    ") -%}
    {%- if header.rows | length == 0 or not header.rows[0][0] -%}
        {{ return({}) }}
    {%- endif -%}
    {{ return(fromjson(header.rows[0][0])) }}
{%- endmacro %}
