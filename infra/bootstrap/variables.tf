variable "project" {
  description = "Short name of the shop, the same in every stack."
  type        = string
  default     = "lonja"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,6}$", var.project))
    error_message = "project must be 3 to 7 lower-case letters and digits and begin with a letter."
  }
}

variable "location" {
  description = "Azure region of the state."
  type        = string
  default     = "westeurope"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]+$", var.location))
    error_message = "location must be a region as Azure writes it, such as westeurope."
  }
}

variable "owner" {
  description = "Person or team that answers for the resources (tag owner)."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.owner) >= 2 && length(var.owner) <= 256
    error_message = "owner must have 2 to 256 characters."
  }
}

variable "cost_center" {
  description = "Where the bill goes (tag cost-center)."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.cost_center) >= 2 && length(var.cost_center) <= 256
    error_message = "cost_center must have 2 to 256 characters."
  }
}

variable "state_account_name" {
  description = "Name of the storage account of the state; the whole of Azure shares these names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.state_account_name))
    error_message = "state_account_name must be 3 to 24 lower-case letters and digits."
  }
}

variable "environments" {
  description = "Environments that this subscription holds; each has its own state and its own identities."
  type        = set(string)
  default     = ["dev", "staging", "prod"]
  nullable    = false

  validation {
    condition     = length(var.environments) > 0 && length(setsubtract(var.environments, ["dev", "staging", "prod"])) == 0
    error_message = "environments must be some of dev, staging and prod."
  }
}

variable "github_repository" {
  description = "Repository whose workflows deploy, as owner/name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be owner/name."
  }
}
