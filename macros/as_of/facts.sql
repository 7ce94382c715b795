{#
    The facts that as_of models read, by model, with the columns that say when a
    value becomes known:

    - known_at: the column with the time from which a row is known. It is never
      null: the numbers of a company without a date count at no date.
    - exclude: columns that no as_of model reads and that may change: `loaded_at`.
    - later: {timestamp: [columns known together with it]}, for values that
      become known later than the row. A void order changes nothing before it is
      void.
    - population: a condition for the rows that are described at all. It is
      evaluated as of today and applies to all dates.
    - key: the row's key, if `later` or `population` is given.
#}
{% macro facts() %}
    {{ return({
        'int_customers_known': {
            'known_at': 'known_at',
            'exclude': [
                'record_source', 'record_sources', 'first_ordered_at', 'is_profiled',
            ],
            'population': 'is_profiled',
            'key': 'customer_id',
        },
        'int_orders_valued': {
            'known_at': 'ordered_at',
            'later': {'voided_at': []},
            'key': 'order_id',
        },
        'int_leads_known': {
            'known_at': 'known_at',
            'exclude': ['is_profiled'],
            'later': {'closed_at': []},
            'population': 'is_profiled',
            'key': 'lead_id',
        },
        'int_companies_known': {'known_at': 'known_at'},
        'int_crm_companies_cleaned': {
            'known_at':
                "coalesce(updated_at, loaded_at, timestamp '9999-12-31')",
            'exclude': ['loaded_at'],
        },
        'int_crm_lead_activities_cleaned': {
            'known_at': 'occurred_at', 'exclude': ['loaded_at'],
        },
    }) }}
{% endmacro %}


{#- The parts of a fact that are fingerprinted: {name, known_at, columns, condition}. -#}
{% macro parts_of_fact(fact) %}
    {%- set later = fact.get('later', {}) -%}
    {%- set excluded = fact.get('exclude', []) + later.keys() | list
        + later.values() | sum(start=[]) -%}
    {%- set parts = [{
        'name': 'rows',
        'known_at': fact.known_at,
        'columns': '* exclude (' ~ excluded | join(', ') ~ ')' if excluded else '*',
        'condition': 'true',
    }] -%}
    {%- for column, columns in later.items() -%}
        {%- do parts.append({
            'name': 'rows',
            'known_at': 'greatest(' ~ fact.known_at ~ ', ' ~ column ~ ')',
            'columns': ([fact.key, column] + columns) | join(', '),
            'condition': column ~ ' is not null',
        }) -%}
    {%- endfor -%}
    {%- if 'population' in fact -%}
        {%- do parts.append({
            'name': 'population',
            'known_at': fact.known_at,
            'columns': fact.key,
            'condition': fact.population,
        }) -%}
    {%- endif -%}
    {{ return(parts) }}
{% endmacro %}
