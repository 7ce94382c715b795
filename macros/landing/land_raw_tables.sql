{% macro land_raw_tables() %}{% endmacro %}
