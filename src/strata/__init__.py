"""What strata's dbt models call: pure functions on pandas and numpy."""
