{#
    A table with rows per as-of date, built a few dates at a time.

    The model's SQL takes its dates from int_as_of_dates through `is_due()`, so
    one statement computes the dates of one batch (as_of_batches()), and needs
    memory for those only. The table's comment stores two fingerprints of each
    date (see as_of_fingerprints). A date is due if its inputs changed: its
    facts, the model's SQL or learnt tables. If only the population changed,
    rows of individuals who left it are deleted, and rows of individuals who
    joined it are inserted. Dates that are no longer in the grid, such as a
    superseded scoring date, are deleted. All of it is one transaction: a run
    that fails leaves the table unchanged.
#}
{% materialization as_of, adapter='duckdb' %}

    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set columns = described_columns(compiled_code) -%}
    {%- set described = as_of_fingerprints() -%}
    {%- set kept = kept_fingerprints(existing, columns) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if kept is none -%}
        {%- if existing is not none -%}
            {%- do adapter.drop_relation(existing) -%}
        {%- endif -%}
        {%- call statement('create') -%}
            {{ create_table_as(
                False, target, get_empty_subquery_sql(compiled_code)
            ) }}
        {%- endcall -%}
        {%- set kept = {} -%}
    {%- endif -%}

    {%- set due = [] -%}
    {%- set moved = [] -%}
    {%- set unchanged = [] -%}
    {%- for date, now in described.items() -%}
        {%- set before = kept.get(date, {}) -%}
        {%- do (
            due if before.rows != now.rows
            else moved if before.population != now.population
            else unchanged
        ).append(date) -%}
    {%- endfor -%}

    {%- call statement('delete') -%}
        delete from {{ target }}
        {%- if moved or unchanged %}
        where as_of_date not in ('{{ (moved + unchanged) | join("', '") }}')
        {%- endif %}
    {%- endcall -%}
    {%- do insert_as_of(target, columns, due) -%}
    {%- if moved -%}
        {%- do move_population(target, columns, moved) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        comment on table {{ target }} is '{{ tojson(described) }}'
    {%- endcall -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target]}) }}

{% endmaterialization %}


{#- Insert the rows of some dates from the model's SQL, all or those of a
    condition. -#}
{% macro insert_as_of(target, columns, dates, condition='true') %}
    {%- for batch in as_of_batches(dates) -%}
        {%- call statement('choose_dates') -%}
            set variable as_of_dates = [
                {%- for date in batch %}date '{{ date }}', {% endfor -%}
            ]
        {%- endcall -%}
        {%- call statement('insert') -%}
            insert into {{ target }} ({{ columns | join(', ') }})
            select {{ columns | join(', ') }}
            from (
                {{ compiled_code }}
            )
            where {{ condition }}
        {%- endcall -%}
    {%- endfor -%}
    {%- call statement('choose_all_dates') -%}
        reset variable as_of_dates
    {%- endcall -%}
{% endmacro %}


{#
    Apply today's population to dates: delete the rows of individuals who left
    it, insert those of individuals without rows. The others keep their rows.
#}
{% macro move_population(target, columns, dates) %}
    {%- set key = config.meta_require('entity_key') -%}
    {%- set population = population_of(key) -%}
    {%- set in_dates = "as_of_date in ('" ~ dates | join("', '") ~ "')" -%}
    {%- call statement('delete_who_left') -%}
        delete from {{ target }}
        where {{ in_dates }} and {{ key }} not in ({{ population }})
    {%- endcall -%}
    {%- call statement('choose_who_came') -%}
        set variable entities = (
            select coalesce(list({{ key }}), [])
            from (
                {{ population }}
                except
                select {{ key }} from {{ target }} where {{ in_dates }}
            )
        )
    {%- endcall -%}
    {%- if run_query("select len(getvariable('entities'))")[0][0] | int -%}
        {%- do insert_as_of(
            target,
            columns,
            dates,
            key ~ " in (select unnest(cast(getvariable('entities') as varchar[])))"
        ) -%}
    {%- endif -%}
    {%- call statement('choose_all') -%}
        reset variable entities
    {%- endcall -%}
{% endmacro %}


{#- A query for the keys of a population, from a fact that has one. -#}
{% macro population_of(key) %}
    {%- for name, fact in facts().items() if fact.key == key and 'population' in fact -%}
        {{ return(
            'select ' ~ key ~ ' from ' ~ graph.nodes['model.strata.' ~ name].relation_name
            ~ ' where ' ~ fact.population
        ) }}
    {%- endfor -%}
    {%- do exceptions.raise_compiler_error(
        "No fact has the entity_key " ~ key ~ " of " ~ model.name
        ~ " and a population: see the macro facts"
    ) -%}
{% endmacro %}
