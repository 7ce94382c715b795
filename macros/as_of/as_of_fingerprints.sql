{#
    {date: {rows, population}} of the model being built, in the order of the dates: two
    fingerprints of what its rows at the date are made from.

    `rows` covers the model's compiled SQL, the date's row in int_as_of_dates, and all
    that the model reads: of facts what was known before the date. `population` covers
    who is described. A model with the meta `entity_key` has a row, or some, for each of
    a population, made from nothing that others change: where only the population is
    another, rows come and go. In other models the population is part of `rows`.
#}
{% macro as_of_fingerprints() %}
    {%- set entity_key = config.meta_get('entity_key') -%}
    {%- set parts = {
        'rows': ["'" ~ local_md5(compiled_code) ~ "'", 'dates.fingerprint'],
        'population': [],
    } -%}
    {%- for id in model.depends_on.nodes -%}
        {%- do add_upstream_parts(parts, id, entity_key) -%}
    {%- endfor -%}
    {%- set query -%}
        select
            strftime(dates.as_of_date, '%Y-%m-%d') as as_of_date,
            {%- for part in parts.values() %}
            md5(concat_ws('|', {{ (["''"] + part) | unique | join(', ') }})),
            {%- endfor %}
        from {{ ref('int_as_of_dates') }} as dates
        order by dates.as_of_date
    {%- endset -%}
    {%- set fingerprints = {} -%}
    {%- for date, rows, population in run_query(query) -%}
        {%- do fingerprints.update(
            {date: {'rows': rows, 'population': population}}
        ) -%}
    {%- endfor -%}
    {{ return(fingerprints) }}
{% endmacro %}


{#
    Add SQL expressions that change when what a model reads from a node changes:
    - a fact: what was known before the date,
    - another as_of table: the fingerprints that it remembers for the date,
    - a view: its SQL and what it reads in turn,
    - any other table, seed or source: its content, so these should be small. Of a table
      that entities share, a model with the meta `entity` reads its own rows only.
#}
{% macro add_upstream_parts(parts, id, entity_key) %}
    {%- set node = graph.nodes[id] if id in graph.nodes else graph.sources[id] -%}
    {%- set name = node.get('alias') or node.identifier -%}
    {%- set relation = api.Relation.create(node.database, node.schema, name) -%}
    {%- set kind = 'view' if node.config.materialized == 'view' else 'table' -%}
    {%- set where -%}
        schema_name = '{{ node.schema }}' and {{ kind }}_name = '{{ name }}'
    {%- endset -%}
    {%- set fact = facts().get(node.name) -%}
    {%- set its_key = fact.key if fact else (node.config.meta or {}).get('entity_key') -%}
    {%- set population = parts.population if entity_key and its_key == entity_key
        else parts.rows -%}
    {%- if node.name == 'int_as_of_dates' -%}
    {%- elif fact -%}
        {%- do parts.rows.append(known_fact(node.name, 'rows')) -%}
        {%- if 'population' in fact -%}
            {%- do population.append(known_fact(node.name, 'population')) -%}
        {%- endif -%}
    {%- elif node.config.materialized == 'as_of' -%}
        {%- for part, found in (('rows', parts.rows), ('population', population)) -%}
            {%- do found.append(
                "(select json_extract_string(comment, '$.\"'"
                ~ " || strftime(dates.as_of_date, '%Y-%m-%d') || '\"." ~ part ~ "')"
                ~ " from duckdb_tables() where " ~ where ~ ")"
            ) -%}
        {%- endfor -%}
    {%- elif node.config.materialized == 'view' -%}
        {%- do parts.rows.append(
            "(select md5(sql) from duckdb_views() where " ~ where ~ ")"
        ) -%}
        {%- for upstream in node.depends_on.nodes -%}
            {%- do add_upstream_parts(parts, upstream, entity_key) -%}
        {%- endfor -%}
    {%- else -%}
        {%- set entity = config.meta_get('entity') -%}
        {%- do parts.rows.append(
            "(select concat(count(*), '/', bit_xor(" ~ row_hash('upstream')
            ~ ")) from " ~ relation ~ " as upstream"
            ~ (" where upstream.entity = '" ~ entity ~ "'"
                if entity and 'entity' in node.columns else "") ~ ")"
        ) -%}
    {%- endif -%}
{% endmacro %}


{#- SQL for the fingerprint of what was known of a fact before `dates.as_of_date`. -#}
{% macro known_fact(name, part) %}
    {{ return(
        "(select concat(sum(row_count), '/', bit_xor(row_hashes)) from "
        ~ graph.nodes['model.strata.int_facts_fingerprinted'].relation_name
        ~ " where fact = '" ~ name ~ "' and part = '" ~ part
        ~ "' and hour_at < dates.as_of_at)"
    ) }}
{% endmacro %}
