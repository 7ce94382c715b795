with

customers as (
    select * from {{ ref('int_customers_fingerprinted') }}
    where {{ is_in_part('customer_id') }}
),

ids as (
    select
        ids.record_id,
        ids.customer_id,
        customers.records,
    from {{ ref('int_customer_ids') }} as ids
    inner join customers on ids.customer_id = customers.customer_id
    where ids.is_present
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

priorities as (
    select * from {{ ref('source_priorities') }}
),

rules as (
    select
        attribute,
        list(rule order by place) as rules,
    from {{ ref('survivorship_rules') }}
    group by attribute
),

possible_births as (
    select
        make_date(cast(thresholds.value as integer), 1, 1) as born_from,
        scoring_date.as_of_at as born_before,
    from {{ ref('int_scoring_date') }} as scoring_date
    cross join {{ ref('quality_thresholds') }} as thresholds
    where thresholds.threshold = 'earliest_year'
),

dated as (
    select
        records.* replace (
            -- A default of a form, or a day on which nobody of these was born,
            -- is worse than none.
            case
                when
                    records.birth_date >= possible_births.born_from
                    and records.birth_date < possible_births.born_before
                    and strftime(records.birth_date, '%Y%m%d') not in (
                        select ignored_values.ignored_value
                        from ignored_values
                        where ignored_values.attribute = 'birth_date'
                    )
                    then records.birth_date
            end as birth_date,
            -- Nobody is reached there. A name that many have is shown all the
            -- same.
            {% for attribute in ['email', 'phone', 'address'] -%}
                case
                    when
                        records.{{ attribute }} not in (
                            select ignored_values.ignored_value
                            from ignored_values
                            where ignored_values.attribute = '{{ attribute }}'
                        )
                        {% if attribute == 'email' -%}
                            and coalesce(records.email_name, '') not in (
                                select ignored_values.ignored_value
                                from ignored_values
                                where ignored_values.attribute = 'email_name'
                            )
                        {% endif -%}
                        then records.{{ attribute }}
                end as {{ attribute }}{{ "," if not loop.last }}
            {% endfor -%}
        ),
        ids.customer_id,
        ids.records,
        coalesce(priorities.priority, 1000) as priority,
        coalesce(
            records.updated_at, records.created_at, records.loaded_at
        ) as dated_at,
        -- The least comes first: what was changed last, of the source believed
        -- first.
        (
            -coalesce(epoch(dated_at), -1e15),
            coalesce(priorities.priority, 1000),
            records.record_id
        ) as place,
    from {{ ref('int_person_records_standardised') }} as records
    inner join ids on records.record_id = ids.record_id
    cross join possible_births
    left join priorities on records.record_source = priorities.record_source
),

-- What many people share is nobody's own. Told anew where it is read, for all
-- records with all that they tell are much to hold.
told as not materialized (
    select
        record_id,
        customer_id,
        records,
        record_source,
        dated_at,
        priority,
        place,
        {% for attribute, shown, compared, valid in golden_attributes() %}
            {{ compared }} as {{ attribute }}_compared,
            case
                when {{ compared }} is not null
                    then struct_pack(
                        golden_value := {{ shown }},
                        is_valid := {{ valid }}
                        and {{ compared }} not in (
                            select ignored_values.ignored_value
                            from ignored_values
                            where ignored_values.attribute = '{{ attribute }}'
                        ),
                        record_id := record_id,
                        record_source := record_source,
                        dated_at := dated_at
                    )
            end as {{ attribute }},
        {% endfor %}
    from dated
),

-- Where all records say the same, the one that comes first tells it. Who has
-- one record, as most do, needs no comparison.
values_told as (
    select
        customer_id,
        {% for attribute, _, _, _ in golden_attributes() %}
            {{ attribute }},
        {% endfor %}
        cast([] as varchar[]) as contested_attributes,
    from told
    where records = 1
    union all
    select
        customer_id,
        {% for attribute, _, _, _ in golden_attributes() %}
            arg_min({{ attribute }}, place) as {{ attribute }},
        {% endfor %}
        list_filter(
            [
                {% for attribute, _, _, _ in golden_attributes() %}
                    case
                        when
                            min({{ attribute }}_compared)
                            != max({{ attribute }}_compared)
                            then '{{ attribute }}'
                    end,
                {% endfor %}
            ],
            lambda attribute: attribute is not null
        ) as contested_attributes,
    from told
    where records > 1
    group by customer_id
),

-- What providers say of them.
provided as (
    select
        external_values.customer_id,
        external_values.attribute,
        external_values.compared_value,
        struct_pack(
            golden_value := external_values.golden_value,
            is_valid := not exists (
                select 1
                from ignored_values
                where
                    ignored_values.attribute = external_values.attribute
                    and ignored_values.ignored_value
                    = external_values.compared_value
            ),
            record_id := cast(null as varchar),
            record_source := external_values.provider,
            dated_at := external_values.known_at
        ) as told_value,
        coalesce(priorities.priority, 1000) as priority,
        (
            -epoch(external_values.known_at),
            coalesce(priorities.priority, 1000),
            external_values.provider
        ) as place,
    from {{ ref('int_external_values_standardised') }} as external_values
    left join priorities on external_values.provider = priorities.record_source
    cross join possible_births
    where
        {{ is_in_part('external_values.customer_id') }}
        and (
            external_values.attribute != 'birth_date'
            or (
                try_cast(external_values.golden_value as date)
                >= possible_births.born_from
                and try_cast(external_values.golden_value as date)
                < possible_births.born_before
                and external_values.compared_value not in (
                    select ignored_values.ignored_value
                    from ignored_values
                    where ignored_values.attribute = 'birth_date'
                )
            )
        )
),

contested as (
    select
        customer_id,
        unnest(contested_attributes) as attribute,
    from values_told
    union all
    select
        customer_id,
        attribute,
    from provided
),

told_in_question as materialized (
    select told.*
    from told
    where told.customer_id in (select contested.customer_id from contested)
),

contested_values as (
    {% for attribute, _, _, _ in golden_attributes() %}
        select
            told.customer_id,
            '{{ attribute }}' as attribute,
            told.{{ attribute }}_compared as compared_value,
            told.{{ attribute }} as told_value,
            true as is_own,
            told.priority,
            told.place,
        from told_in_question as told
        semi join contested
            on
                told.customer_id = contested.customer_id
                and contested.attribute = '{{ attribute }}'
        where told.{{ attribute }} is not null
        union all
    {% endfor %}
    select
        customer_id,
        attribute,
        compared_value,
        told_value,
        false as is_own,
        priority,
        place,
    from provided
),

different_values as (
    select
        customer_id,
        attribute,
        compared_value,
        count(*) as frequency,
        bool_or(is_own) as is_own,
        bool_or(told_value.is_valid) as is_valid,
        max(told_value.dated_at) as dated_at,
        min(priority) as priority,
        arg_min(told_value, (not is_own, place)) as told_value,
    from contested_values
    group by customer_id, attribute, compared_value
),

-- Each rule gives a score, the greater the better; lists of scores compare as
-- the rules do, the first one first.
scored_values as (
    select
        different_values.customer_id,
        different_values.attribute,
        different_values.compared_value,
        different_values.told_value,
        count(*) over one_attribute as candidates,
        list_transform(
            rules.rules,
            lambda rule: case rule
                when 'own' then cast(different_values.is_own as double)
                when 'valid' then cast(different_values.is_valid as double)
                when 'most_recent'
                    then coalesce(epoch(different_values.dated_at), -1e15)
                when 'most_frequent'
                    then cast(different_values.frequency as double)
                when 'longest'
                    then cast(
                        length(different_values.compared_value) as double
                    )
                else -cast(different_values.priority as double)
            end
        ) as scores,
    from different_values
    left join rules on different_values.attribute = rules.attribute
    window one_attribute as (
        partition by different_values.customer_id, different_values.attribute
    )
),

chosen_values as (
    select
        customer_id,
        attribute,
        told_value,
        candidates,
    from scored_values
    qualify
        row_number() over (
            partition by customer_id, attribute
            order by scores desc, compared_value asc
        ) = 1
),

decided as (
    select
        customer_id,
        {% for attribute, _, _, _ in golden_attributes() %}
            arg_max(told_value, candidates)
            filter (where attribute = '{{ attribute }}')
                as {{ attribute }},
            max(candidates) filter (where attribute = '{{ attribute }}')
                as {{ attribute }}_candidates,
        {% endfor %}
    from chosen_values
    group by customer_id
),

golden_records as (
    select
        customers.customer_id,
        customers.changed_at,
        customers.is_stale,
        {% for attribute, _, _, _ in golden_attributes() %}
            case
                when
                    coalesce(decided.{{ attribute }}, told.{{ attribute }})
                    is not null
                    then struct_insert(
                        coalesce(
                            decided.{{ attribute }}, told.{{ attribute }}
                        ),
                        candidates := coalesce(
                            decided.{{ attribute }}_candidates, 1
                        )
                    )
            end as {{ attribute }},
        {% endfor %}
        customers.fingerprint,
    from customers
    inner join values_told as told
        on customers.customer_id = told.customer_id
    left join decided on customers.customer_id = decided.customer_id
)

select * from golden_records
