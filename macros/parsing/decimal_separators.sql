{#-
    Looks at the values when the model is compiled, so that reading the view
    costs nothing more. A comma before one, two or at least four digits, after a
    zero or after a group of thousands separates decimals, and so does a point.
    A column without such a value goes with the other columns of its table; one
    with both kinds is left out, and its unclear values do not cast.
-#}
{% macro decimal_separators(raw_table) -%}
    {%- set found = {} -%}
    {%- if not execute or model.resource_type != 'model' or target.name == 'lint' -%}
        {{ return(found) }}
    {%- endif -%}
    {%- set numbers = contract_of(raw_table)
        | selectattr('type', 'in', ['decimal', 'bigint', 'integer'])
        | map(attribute='name') | list -%}
    {%- set columns = run_query(
        "select column_name from duckdb_columns()
        where database_name = current_database() and schema_name = 'raw'
            and table_name = '" ~ raw_table ~ "' and data_type = 'VARCHAR'
            and column_name in ('" ~ numbers | join("', '") ~ "')"
    ).columns[0].values() if numbers else [] -%}
    {%- set tests = [] -%}
    {%- for column in columns -%}
        {%- for mark, other in [(',', '.'), ('.', ',')] -%}
            {%- do tests.append(
                "exists(from raw." ~ raw_table ~ " where contains("
                ~ column ~ ", '" ~ mark ~ "') and regexp_matches("
                ~ column ~ ", '["
                ~ mark ~ "](\\d{1,2}|\\d{4,})\\s*$|^\\s*[+-]?0?[" ~ mark
                ~ "]\\d|\\d{4}[" ~ mark ~ "]\\d|[" ~ other ~ "]\\d{3}([" ~ mark
                ~ "]|[" ~ other ~ "]\\d{3})'))"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if not tests -%}
        {{ return(found) }}
    {%- endif -%}
    {%- set evidence = run_query("select " ~ tests | join(', ')).rows[0] -%}
    {%- set unseen = [] -%}
    {%- set kinds = [] -%}
    {%- for column in columns -%}
        {%- set kind = {
            (true, false): 'comma', (false, true): 'point', (false, false): 'none'
        }.get((evidence[2 * loop.index0], evidence[2 * loop.index0 + 1]), 'both') -%}
        {%- if kind == 'none' -%}
            {%- do unseen.append(column) -%}
        {%- else -%}
            {%- do found.update({column: kind}) if kind != 'both' -%}
            {%- do kinds.append(kind) if kind not in kinds -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if kinds | length == 1 and kinds[0] != 'both' -%}
        {%- for column in unseen -%}
            {%- do found.update({column: kinds[0]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}
