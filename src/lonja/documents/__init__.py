"""Invoices, simplified invoices and credit notes: numbered without gaps, never changed; and what is printed."""
