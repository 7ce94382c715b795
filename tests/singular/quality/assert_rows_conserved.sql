-- No row is lost: every raw row is clean, in quarantine, a surplus copy or
-- erased on request.
select *
from {{ ref('int_rows_counted') }}
where
    rows_in <> rows_clean + rows_quarantined + rows_duplicate + rows_erased
