"""The tax record of Spanish law (Verifactu): a chain of what was invoiced, and what the tax office said of it."""
