{% macro as_email(column) -%}
    {%- if target.name == 'lint' and model.resource_type == 'model' -%}
        {{ return(column) }}
    {%- endif -%}
    {#- The address of `"Ann Vier" <ann@example.net>`. -#}
    case
        when contains({{ column }}::varchar, '<')
            then regexp_replace(
                {{ without_damage(column ~ '::varchar') }},
                '^[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>[^<>@]*$', '\1'
            )
        else {{ as_text(column) }}
    end
{%- endmacro %}
