with

source as (

    select * from {{ source('landing', 'raw_rejects') }}

),

renamed as (

    select
        -- ids
        raw_table,
        file,
        line as line_number,

        -- strings
        text as line_text,
        error,

    from source

)

select * from renamed
