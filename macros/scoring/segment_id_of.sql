{#-
    The id of a segment. Customers have the short form. Other entities have a
    prefix, because two entities may have a scheme with the same name.
-#}
{% macro segment_id_of(entity, scheme, segment) -%}
    case {{ entity }} when 'customer' then '' else {{ entity }} || ':' end
    || {{ scheme }} || ':' || {{ segment }}
{%- endmacro %}
