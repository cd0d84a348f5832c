"""The workshop: the laptop, the command line, the demo shop, proofs and deployment. None of it runs in Azure."""
