{#- Prints the unknown words at the end of each build that counted them, with
    what to do. Words of few rows are only counted, because in a column that was
    mistaken for another they may be somebody's. -#}
{% macro report_words(results) -%}
    {%- if execute and 'int_words_unknown' in results
        | selectattr('status', 'equalto', 'success') | map(attribute='node.name') -%}
        {%- for line in run_query("
            select concat(
                'Unknown words in ', raw_table, '.', column_name, ': ',
                concat_ws(
                    ', ',
                    string_agg(
                        concat(word, ' (', row_count, ' rows)'), ', '
                        order by row_count desc, word
                    ) filter (row_count >= 5),
                    case
                        when count(*) filter (row_count < 5) > 0
                            then concat(
                                count(*) filter (row_count < 5),
                                ' in fewer than 5 rows'
                            )
                    end
                ),
                case
                    when vocabulary = 'yes_no' then '. They count as refusals'
                    when vocabulary in ('consent_channel', 'consent_purpose')
                        then '. Refusals with them count for every one'
                    when vocabulary = 'order_status' then '. They count as sales'
                    else ''
                end,
                '. Add them to the raw table reference_words, vocabulary ',
                vocabulary, '.'
            )
            from " ~ relation_of('int_words_unknown') ~ "
            group by raw_table, column_name, vocabulary
            order by raw_table, column_name
        ").columns[0].values() -%}
            {%- do log(line, info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
