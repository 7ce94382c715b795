{#
    {date: fingerprint} of the model being built, in the order of the dates. It
    covers the model's compiled SQL, the date's own row in int_as_of_dates (which
    carries a fingerprint of the facts before the date), and all that it reads.
#}
{% macro as_of_fingerprints() %}
    {%- set parts = ["'" ~ local_md5(compiled_code) ~ "'", 'dates.fingerprint'] -%}
    {%- for id in model.depends_on.nodes -%}
        {%- do parts.extend(as_of_upstream_parts(id)) -%}
    {%- endfor -%}
    {%- set query -%}
        select
            strftime(dates.as_of_date, '%Y-%m-%d') as as_of_date,
            md5(concat_ws('|', {{ parts | join(', ') }})) as fingerprint
        from {{ ref('int_as_of_dates') }} as dates
        order by dates.as_of_date
    {%- endset -%}
    {%- set fingerprints = {} -%}
    {%- for row in run_query(query) -%}
        {%- do fingerprints.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {{ return(fingerprints) }}
{% endmacro %}


{#
    SQL expressions that change when what a model reads from a node changes:
    - another as_of table: the fingerprint that it remembers for the date,
    - a view: its SQL and what it reads in turn,
    - a dated fact (meta `is_dated_fact`): nothing, int_as_of_dates covers it,
    - any other table, seed or source: its content, so these should be small.
#}
{% macro as_of_upstream_parts(id) %}
    {%- set node = graph.nodes[id] if id in graph.nodes else graph.sources[id] -%}
    {%- set name = node.get('alias') or node.identifier -%}
    {%- set relation = api.Relation.create(node.database, node.schema, name) -%}
    {%- set kind = 'view' if node.config.materialized == 'view' else 'table' -%}
    {%- set where -%}
        schema_name = '{{ node.schema }}' and {{ kind }}_name = '{{ name }}'
    {%- endset -%}
    {%- set parts = [] -%}
    {%- if node.name == 'int_as_of_dates'
        or (node.config.meta or {}).get('is_dated_fact') -%}
    {%- elif node.config.materialized == 'as_of' -%}
        {%- do parts.append(
            "(select json_extract_string(comment, '$.\"'"
            ~ " || strftime(dates.as_of_date, '%Y-%m-%d') || '\"')"
            ~ " from duckdb_tables() where " ~ where ~ ")"
        ) -%}
    {%- elif node.config.materialized == 'view' -%}
        {%- do parts.append(
            "(select md5(sql) from duckdb_views() where " ~ where ~ ")"
        ) -%}
        {%- for upstream in node.depends_on.nodes -%}
            {%- do parts.extend(as_of_upstream_parts(upstream)) -%}
        {%- endfor -%}
    {%- else -%}
        {%- do parts.append(
            "(select concat(count(*), '/', bit_xor(hash(upstream))) from "
            ~ relation ~ " as upstream)"
        ) -%}
    {%- endif -%}
    {{ return(parts) }}
{% endmacro %}
