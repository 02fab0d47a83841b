"""WooCommerce: a shop on its merchant's own WordPress, read by its REST API v3 and told of by signed webhooks."""
