"""`./lonja infra`: what `infra/` promises, checked with Terraform and without a subscription."""
