{#
    A table of customers that is built some at a time, and only of those that changed.

    Meta `fingerprints` names a model with a row per customer: `customer_id`,
    `fingerprint`, which is another one whenever the customer's row would be, and
    `records`, how many records that takes. The table has the fingerprint of each of its
    rows. Rows of which it is another one now, or none, are deleted; the customers that
    lack one are added, as many in one statement as have var `rows_per_part` records:
    the model's SQL takes them through `is_in_part()`. Where the SQL or a column is
    another one, all are. It is one transaction: a run that fails leaves the table as
    it was.
#}
{% materialization in_parts, adapter='duckdb' %}

    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set fingerprints = relation_of(config.meta_require('fingerprints')) -%}
    {%- set columns = described_columns(compiled_code) -%}
    {%- set made_by = {'sql': local_md5(compiled_code)} -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if kept_fingerprints(existing, columns) != made_by -%}
        {%- if existing is not none -%}
            {%- do adapter.drop_relation(existing) -%}
        {%- endif -%}
        {%- call statement('create') -%}
            {{ create_table_as(
                False, target, get_empty_subquery_sql(compiled_code)
            ) }}
        {%- endcall -%}
    {%- endif -%}
    {%- call statement('delete') -%}
        delete from {{ target }} as made
        where
            not exists (
                select 1
                from {{ fingerprints }} as now
                where
                    made.customer_id = now.customer_id
                    and made.fingerprint = now.fingerprint
            )
    {%- endcall -%}
    {%- set lacking -%}
        from {{ fingerprints }} as now
        anti join {{ target }} as made on now.customer_id = made.customer_id
    {%- endset -%}
    {%- set records = run_query(
        'select coalesce(sum(now.records), 0) ' ~ lacking
    )[0][0] | int -%}
    {%- set rows_per_part = var('rows_per_part') | int -%}
    {%- set parts = (records + rows_per_part - 1) // rows_per_part -%}
    {%- for part in range(parts) -%}
        {%- call statement('choose_part') -%}
            {#- Of the type of a hash: a modulo of two types takes 60 times as long. -#}
            set variable part = (
                select coalesce(list(now.customer_id), [])
                {{ lacking }}
                where
                    hash(now.customer_id) % {{ parts }}::ubigint
                    = {{ part }}::ubigint
            )
        {%- endcall -%}
        {%- call statement('insert') -%}
            insert into {{ target }} ({{ columns | join(', ') }})
            select {{ columns | join(', ') }}
            from (
                {{ compiled_code }}
            )
        {%- endcall -%}
    {%- endfor -%}
    {%- call statement('choose_all') -%}
        reset variable part
    {%- endcall -%}
    {%- call statement('main') -%}
        comment on table {{ target }} is '{{ tojson(made_by) }}'
    {%- endcall -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target]}) }}

{% endmaterialization %}
