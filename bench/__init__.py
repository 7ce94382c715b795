"""Measure the build at scale, beside a script in pandas and scikit-learn."""
