"""What the shop promises about returns: for how long, who pays, why, and of which goods not."""
