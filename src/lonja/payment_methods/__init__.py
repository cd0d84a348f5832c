"""The ways to pay as this shop offers them: which, to whom, in which order, in whose words."""
