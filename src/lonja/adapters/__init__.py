"""Adapters to outside services, one vendor per file: Azure, mail, Power BI, the test gateway."""
