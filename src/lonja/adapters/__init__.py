"""What the shop needs from outside, one vendor per file: Azure, mail, Power BI, the test gateway."""
