"""What is remembered: tables, and plain functions that take a session. Whoever calls opens it and commits."""
