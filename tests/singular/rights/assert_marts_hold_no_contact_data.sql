-- The schema marts has no contact data: no e-mail, phone, name, address or
-- birth date, no plain hash of one, and no column for one. The columns come
-- from the database catalogue. Findings do not show the value.

-- The test runs after these marts. A mart that is missing here is a finding,
-- too.
{% set marts = [
    'dim_companies', 'dim_customers', 'dim_rfm_cut_points', 'dim_segments',
    'fct_customer_features', 'fct_customer_scores', 'fct_customer_segments',
    'fct_data_quality', 'fct_lead_features', 'fct_lead_segments',
    'fct_model_registry', 'fct_rfm_scores',
    'fct_segment_migrations', 'fct_segment_profiles',
] -%}
{% for mart in marts -%}{% do ref(mart) -%}{% endfor -%}

{% set schema = ref('dim_customers').schema -%}
{#- As declared by the sources. A lead is an entity of marts, like a customer.
    -#}
{% set contact_columns = [] -%}
{% for source in graph.get('sources', {}).values() -%}
    {% for column in source.columns.values()
        if (column.config.meta.identifies or column.config.meta.is_contact_data)
        and column.name != 'lead_id' -%}
        {% do contact_columns.append(column.name) -%}
    {% endfor -%}
{% endfor -%}
{% set missing_marts = [] -%}
{% set text_columns = [] -%}
{% set date_columns = [] -%}
{% if execute -%}
    {% for node in graph.nodes.values()
        if node.resource_type == 'model' and node.schema == schema
        and node.name not in marts -%}
        {% do missing_marts.append(node.name) -%}
    {% endfor -%}
    {% for table, column, type, is_of_customers in run_query(
        "select table_name, column_name, data_type, bool_or("
        ~ "column_name = 'customer_id') over (partition by table_name) "
        ~ "from information_schema.columns where table_schema = '" ~ schema
        ~ "' and table_catalog = current_database() order by all"
    ) -%}
        {% set place = {
            'name': table ~ '.' ~ column,
            'table': schema ~ '.' ~ adapter.quote(table),
            'text': 'unnest(%s)' % adapter.quote(column)
                if type.endswith('[]') else adapter.quote(column),
        } -%}
        {% if type.startswith('VARCHAR') or type in ('JSON', 'UUID') -%}
            {% do text_columns.append(place) -%}
        {% elif is_of_customers and type.startswith(('DATE', 'TIMESTAMP')) -%}
            {% do date_columns.append(place) -%}
        {% endif -%}
    {% endfor -%}
{% endif -%}

with

missing_marts as (
    select
        unnest(cast({{ missing_marts }} as varchar[])) as place,
        'a mart that this test must name to wait for it' as finding,
),

named_columns as (
    select
        table_name || '.' || column_name as place,
        'a column of contact data' as finding,
    from information_schema.columns
    where
        table_schema = '{{ schema }}'
        and table_catalog = current_database()
        -- Where a company is.
        and place not in ('dim_companies.postal_code')
        and regexp_matches(
            column_name,
            '(^|_)({{ contact_columns | unique | sort | join("|") }})(_|$)'
        )
),

all_texts as (
    select
        null as place,
        null as told_text
    {% for column in text_columns %}
        union all
        select distinct
            '{{ column.name }}' as place,
            cast({{ column.text }} as varchar) as told_text,
        from {{ column.table }}
    {% endfor %}
),

texts as (
    select
        lower(trim(told_text)) as told_text,
        list(distinct place) as places,
    from all_texts
    where told_text is not null
    group by all
),

-- Names and addresses have more than one word. The name and place of a company
-- may be those of its owner: docs/decisions/marts-sole-traders.md.
told_words as (
    select
        list_filter(
            places,
            lambda place: place not in (
                'dim_companies.name', 'dim_companies.city'
            )
        ) as places,
        {{ standardised_name('told_text') }} as words,
    from texts
    where regexp_matches(told_text, '[^a-z0-9]')
),

told_plainly as (
    select
        places,
        'a name or an address' as finding,
        words as form,
    from told_words
    where contains(words, ' ')
    union all
    select
        places,
        'a birth date' as finding,
        told_text as form,
    from texts
    where
        regexp_full_match(
            told_text,
            '[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4}'
        )
    -- A text with fewer digits may be a company's number.
    union all
    select
        places,
        'a phone' as finding,
        regexp_replace(told_text, '\D|^00', '', 'g') as form,
    from texts
    where
        regexp_full_match(told_text, '[0-9 ()./-]+')
        and length(regexp_replace(told_text, '\D', '', 'g')) >= 10
),

told_hashes as (
    select
        places,
        replace(told_text, '-', '') as told_hash,
    from texts
    where
        regexp_full_match(
            replace(told_text, '-', ''),
            '[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}'
        )
),

people as not materialized (
    select
        first_name,
        last_name,
        email,
        phone,
        address,
        birth_date,
    from {{ ref('dim_customer_contacts') }}
    union all by name
    select
        first_name,
        last_name,
        email,
        phone,
        address,
        birth_date,
        raw_first_name,
        raw_last_name,
        raw_email,
        raw_phone,
        raw_address,
        raw_birth_date,
    from {{ ref('int_person_records_standardised') }}
),

-- One name alone identifies no person, because it may be a city; nor does a
-- street without a number. A national phone number has nine digits after a 0.
plain_forms as not materialized (
    select
        'a name or an address' as finding,
        unnest([
            first_name || ' ' || last_name,
            last_name || ' ' || first_name,
            case when regexp_matches(address, '\d') then address end,
            case
                when regexp_matches(raw_address, '\d')
                    then {{ standardised_name('raw_address') }}
            end
        ]) as form,
    from people
    union all
    select
        'a birth date' as finding,
        unnest([
            strftime(birth_date, '%Y-%m-%d'), strftime(birth_date, '%d/%m/%Y')
        ]) as form,
    from people
    union all
    select
        'a phone' as finding,
        regexp_replace(
            unnest([phone, raw_phone, '0' || right(phone, 9)]),
            '\D|^00',
            '',
            'g'
        ) as form,
    from people
),

-- A hash cannot be confused with other text, so each value counts on its own.
values_as_written as not materialized (
    select
        unnest([
            email,
            phone,
            ltrim(phone, '+'),
            '0' || right(phone, 9),
            first_name,
            last_name,
            first_name || ' ' || last_name,
            last_name || ' ' || first_name,
            address,
            strftime(birth_date, '%Y-%m-%d'),
            strftime(birth_date, '%d/%m/%Y'),
            raw_email,
            raw_phone,
            raw_first_name,
            raw_last_name,
            raw_first_name || ' ' || raw_last_name,
            raw_last_name || ' ' || raw_first_name,
            raw_address,
            raw_birth_date
        ]) as written_value,
    from people
),

hashed_forms as not materialized (
    select
        unnest([
            written_value,
            trim(written_value),
            lower(trim(written_value)),
            {{ standardised_name('written_value') }}
        ]) as form,
    from values_as_written
),

people_hashes as not materialized (
    select unnest([md5(form), sha1(form), sha256(form)]) as form_hash
    from hashed_forms
),

-- Few texts can match. Unnested from one list, they are few for the planner,
-- too: it keeps them in memory and streams all people past them.
few_told_plainly as (
    select unnest(list(told_plainly), max_depth := 2)
    from told_plainly
),

few_told_hashes as (
    select unnest(list(told_hashes), max_depth := 2)
    from told_hashes
),

people_told as (
    select distinct
        plain_forms.finding,
        plain_forms.form,
    from plain_forms
    semi join few_told_plainly
        on
            plain_forms.form = few_told_plainly.form
            and plain_forms.finding = few_told_plainly.finding
),

people_hashed as (
    select distinct people_hashes.form_hash,
    from people_hashes
    semi join few_told_hashes
        on people_hashes.form_hash = few_told_hashes.told_hash
),

found_values as (
    select
        unnest(places) as place,
        'an e-mail' as finding,
    from texts
    where regexp_matches(told_text, '[^@\s]+@[^@\s]+\.[a-z]{2,}')
    union
    select
        unnest(places) as place,
        'a phone' as finding,
    from texts
    where regexp_matches(told_text, '\+[0-9]([ .-]?[0-9]){7,14}')
    union
    select
        unnest(told_plainly.places) as place,
        told_plainly.finding,
    from told_plainly
    inner join people_told
        on
            told_plainly.form = people_told.form
            and told_plainly.finding = people_told.finding
    union
    select
        unnest(told_hashes.places) as place,
        'a plain hash of contact data' as finding,
    from told_hashes
    inner join people_hashed on told_hashes.told_hash = people_hashed.form_hash
    {% for column in date_columns %}
        union
        select
            '{{ column.name }}' as place,
            'a birth date' as finding,
        from {{ column.table }} as customers
        semi join {{ ref('dim_customer_contacts') }} as contacts
            on
                customers.customer_id = contacts.customer_id
                and cast(customers.{{ column.text }} as date)
                = contacts.birth_date
    {% endfor %}
)

select * from missing_marts
union all
select * from named_columns
union all
select * from found_values
