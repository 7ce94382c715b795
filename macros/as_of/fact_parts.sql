{#
    What counts from when in the rows of a fact, as the model's meta `fact` says:

    - known_at: the column that says since when a row is known.
    - exclude: columns that no as_of model reads and that may change: `loaded_at`.
    - key: the row's key, where one of the next two is given.
    - later: {timestamp: [columns known together with it]}, for what becomes known of a
      row only then. That an order is void changes nothing before it is.
    - population: a condition for the rows that are described at all. It holds as of
      today, at all dates.

    Each part is {name, known_at, columns, condition}. While the project is parsed there
    is no graph to look the meta up in, and there are none.
#}
{% macro fact_parts(name) %}
    {%- set fact = fact_of(name) -%}
    {%- if not fact -%}
        {{ return([]) }}
    {%- endif -%}
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


{#- The meta `fact` of a model; empty without. -#}
{% macro fact_of(name) %}
    {%- set node = graph.get('nodes', {}).get('model.strata.' ~ name) -%}
    {{ return(node.config.meta.get('fact', {}) if node else {}) }}
{% endmacro %}
