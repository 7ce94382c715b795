{#
    A table that is built some customers at a time.

    The model's SQL takes its customers through `is_in_part()`, so one statement
    describes only some of them, and needs memory for those. Meta `parts_of` names
    the model whose rows say how many parts it takes: var `rows_per_part` of them for
    each. It is one transaction: a run that fails leaves the table as it was.
#}
{% materialization in_parts, adapter='duckdb' %}

    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set rows = run_query(
        'select count(*) from ' ~ relation_of(config.meta_require('parts_of'))
    )[0][0] | int -%}
    {%- set parts = (rows // (var('rows_per_part') | int)) + 1 -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if existing is not none -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- call statement('create') -%}
        {{ create_table_as(
            False, target, get_empty_subquery_sql(compiled_code)
        ) }}
    {%- endcall -%}
    {%- for part in range(parts) -%}
        {%- call statement('choose_part') -%}
            {#- Of the type of a hash: a modulo of two types takes 60 times as long. -#}
            set variable part = {
                'number': {{ part }}::ubigint, 'of': {{ parts }}::ubigint
            }
        {%- endcall -%}
        {%- call statement('main') -%}
            insert into {{ target }} {{ compiled_code }}
        {%- endcall -%}
    {%- endfor -%}
    {%- call statement('choose_all') -%}
        reset variable part
    {%- endcall -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target]}) }}

{% endmaterialization %}
