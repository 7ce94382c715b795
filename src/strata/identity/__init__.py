"""Find the people behind the records: compare, link and cluster."""
