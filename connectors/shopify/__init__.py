"""Shopify: the Admin GraphQL API of one pinned version, and webhooks."""
