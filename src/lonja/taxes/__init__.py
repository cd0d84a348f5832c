"""Owns taxes: classes, dated rates by country and territory, who charges what where, VAT ids."""
