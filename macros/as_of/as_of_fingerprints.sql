{#
    {date: {rows, population}} of the model being built, in the order of the
    dates: two fingerprints of the inputs of its rows at the date.

    `rows` covers the model's compiled SQL, the date's row in int_as_of_dates,
    and all inputs of the model; of facts, only what was known before the date.
    `population` covers the keys of the individuals. A model with the meta
    `entity_key` has rows for each individual of a population that do not depend
    on other individuals: if only the population changes, rows are inserted and
    deleted. In other models the population is part of `rows`.
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
    Add SQL expressions whose value changes when an input of a model changes:
    - a fact: what was known before the date,
    - another as_of table: its stored fingerprints of the date,
    - a view: its SQL and its own inputs,
    - any other table, seed or source: its content, so these should be small. If
      a table is shared by entities, a model with the meta `entity` reads only
      its own rows.
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


{#- SQL for the fingerprint of the rows of a fact known before
    `dates.as_of_date`. -#}
{% macro known_fact(name, part) %}
    {{ return(
        "(select concat(sum(row_count), '/', bit_xor(row_hashes)) from "
        ~ graph.nodes['model.strata.int_facts_fingerprinted'].relation_name
        ~ " where fact = '" ~ name ~ "' and part = '" ~ part
        ~ "' and hour_at < dates.as_of_at)"
    ) }}
{% endmacro %}
