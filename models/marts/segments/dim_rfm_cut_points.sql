select * from {{ ref('int_rfm_cut_points') }}
