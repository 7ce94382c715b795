"""Rules for the whole project, checked by the suite: see `rule` and `exceptions`."""
