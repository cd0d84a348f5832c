variable "profile" {
  description = "What makes an environment; its values, types and rules are those of modules/profile."
  type        = any
  nullable    = false
}

module "profile" {
  source = "../modules/profile"

  profile = var.profile
}

locals {
  profile = module.profile.values
}
