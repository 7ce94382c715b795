"""The library of strata's dbt Python models: pure functions on pandas and numpy."""
