"""The storefront's JSON API, `/api/v1`."""
