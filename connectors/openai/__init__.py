"""A second reader over any OpenAI-compatible API."""
