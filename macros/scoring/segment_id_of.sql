{#-
    The id of a segment. Customers came first and have the short form; other entities
    say whose scheme it is, for two entities may have a scheme of one name.
-#}
{% macro segment_id_of(entity, scheme, segment) -%}
    case {{ entity }} when 'customer' then '' else {{ entity }} || ':' end
    || {{ scheme }} || ':' || {{ segment }}
{%- endmacro %}
