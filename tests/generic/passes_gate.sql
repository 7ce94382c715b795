{#- Verdicts of a gate, or of all gates, with the message that `report_gates`
    prints. -#}
{% test passes_gate(model, verdict, gate=none) %}

select
    entity,
    gate,
    message,
from {{ model }}
where
    verdict = '{{ verdict }}'
    {%- if gate %}
        and gate = '{{ gate }}'
    {%- endif %}

{% endtest %}
