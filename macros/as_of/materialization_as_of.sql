{#
    A table of rows as of dates, built few dates at a time.

    The model's SQL takes its dates from int_as_of_dates through `is_due()`, so one
    statement describes as many dates as as_of_batches() says, and needs memory for
    those only. A date is due when its fingerprint is not the one that the table's
    comment remembers (see as_of_fingerprints): its facts, the model's SQL or
    something learnt has changed.
    Dates that are described no longer, a superseded scoring date first of all, are
    deleted. It is one transaction: a run that fails leaves the table as it was.
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

    {%- set unchanged = [] -%}
    {%- set due = [] -%}
    {%- for date in described -%}
        {%- do (unchanged if kept.get(date) == described[date] else due).append(
            date
        ) -%}
    {%- endfor -%}

    {%- call statement('delete') -%}
        delete from {{ target }}
        {%- if unchanged %}
        where as_of_date not in ('{{ unchanged | join("', '") }}')
        {%- endif %}
    {%- endcall -%}
    {%- for dates in as_of_batches(due) -%}
        {%- call statement('choose_dates') -%}
            set variable as_of_dates = [
                {%- for date in dates %}date '{{ date }}', {% endfor -%}
            ]
        {%- endcall -%}
        {%- call statement('insert') -%}
            insert into {{ target }} ({{ columns | join(', ') }})
            select {{ columns | join(', ') }}
            from (
                {{ compiled_code }}
            )
        {%- endcall -%}
    {%- endfor -%}
    {%- call statement('choose_all_dates') -%}
        reset variable as_of_dates
    {%- endcall -%}
    {%- call statement('main') -%}
        comment on table {{ target }} is '{{ tojson(described) }}'
    {%- endcall -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target]}) }}

{% endmaterialization %}
