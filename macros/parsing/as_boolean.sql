{% macro as_boolean(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    case
        when lower(trim({{ column }}::varchar)) in (
            'true', 't', '1', '1.0', 'yes', 'y', 'oui', 'o', 'vrai'
        )
            then true
        when lower(trim({{ column }}::varchar)) in (
            'false', 'f', '0', '0.0', 'no', 'n', 'non', 'faux'
        )
            then false
    end
{%- endmacro %}
