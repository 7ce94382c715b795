-- Each raw table declares in the meta of its source which columns identify
-- people, or that none do. Erasure, access and the search for contact data
-- depend on it.
{% set findings = [] -%}
{% set known_columns = identifying_columns() -%}
{% for source in graph.get('sources', {}).values()
    if source.name in raw_contract() | map(attribute='raw_table') -%}
    {% set personal = personal_columns(source.name) -%}
    {% set names_people = source.config.meta.get('names_people', true) -%}
    {% if names_people and not personal -%}
        {% do findings.append(
            source.name ~ ': no column has the meta identifies or goes_with, and the '
            ~ 'table has not names_people: false'
        ) -%}
    {% elif personal and not names_people -%}
        {% do findings.append(source.name ~ ': names_people is false') -%}
    {% elif personal and not personal.key -%}
        {% do findings.append(source.name ~ ': no column has names_row: true') -%}
    {% endif -%}
    {% if source.name not in raw_tables() -%}
        {% do findings.append(source.name ~ ': not in the macro raw_tables') -%}
    {% endif -%}
    {% for column in source.columns.values()
        if column.name in known_columns
        and not column.config.meta.identifies and not column.config.meta.goes_with
        and known_columns[column.name] not in raw_tables() -%}
        {% do findings.append(
            source.name ~ ': ' ~ column.name ~ ' names people elsewhere'
        ) -%}
    {% endfor -%}
{% endfor -%}

select unnest(cast({{ findings }} as varchar[])) as finding
