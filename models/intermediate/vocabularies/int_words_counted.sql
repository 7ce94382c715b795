{#- The columns with words, by raw table: the vocabulary of each. -#}
{%- set tables = {
    'shop_orders': {
        'order_status': 'order_status', 'sales_channel': 'sales_channel',
    },
    'crm_consents': {
        'channel': 'consent_channel',
        'purpose': 'consent_purpose',
        'is_granted': 'yes_no',
    },
    'crm_contacts': {'country_code': 'country'},
    'shop_accounts': {'country_code': 'country'},
    'crm_companies': {'country_code': 'country'},
} -%}

with

{% for raw_table, columns in tables.items() -%}
    -- One scan for all columns: there are few combinations.
    {{ raw_table }} as (

        select
            {{ columns | join(',\n            ') }},
            count(*) as row_count,
        from {{ staging_of(raw_table) }}
        group by all

    ),

{% endfor -%}

counted as (

    {%- for raw_table, columns in tables.items() %}
        {%- set is_last_table = loop.last %}
        {%- for column, vocabulary in columns.items() %}
            select
                '{{ vocabulary }}' as vocabulary,
                '{{ raw_table }}' as raw_table,
                '{{ column }}' as column_name,
                {{ column }} as written,
                cast(sum(row_count) as bigint) as row_count,
            from {{ raw_table }}
            where {{ column }} is not null
            group by {{ column }}
            {{ "union all" if not (loop.last and is_last_table) }}
        {%- endfor %}
    {%- endfor %}

)

select * from counted
