"""The storefront: pages for buyers and the same doors as a JSON API, in one app."""
