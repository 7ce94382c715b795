{#-
    The schemes of an entity at compile time, ordered by name: scheme, kind, use,
    outside_segment and has_strength. None before the seed is loaded.
-#}
{% macro segment_schemes(entity) %}
    {{ return(reference_rows([ref('segment_schemes')], "
        select scheme, kind, use, outside_segment, has_strength
        from " ~ ref('segment_schemes') ~ "
        where entity = '" ~ entity ~ "'
        order by scheme
    ")) }}
{% endmacro %}
