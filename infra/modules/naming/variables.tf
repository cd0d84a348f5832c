variable "project" {
  description = "Short name of the shop, the same in every stack."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,6}$", var.project))
    error_message = "project must be 3 to 7 lower-case letters and digits and begin with a letter: the longest Azure name leaves no more room."
  }
}

variable "environment" {
  description = "Environment that the names belong to."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "stack" {
  description = "Stack that owns the resources; it becomes a tag and the name of the resource group."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["bootstrap", "functions", "frontoffice", "backoffice"], var.stack)
    error_message = "stack must be bootstrap, functions, frontoffice or backoffice."
  }
}

variable "location" {
  description = "Azure region; it makes names of a second region differ from those of the first."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["brazilsouth", "eastus2", "francecentral", "germanywestcentral", "italynorth", "northeurope", "spaincentral", "swedencentral", "westeurope"], var.location)
    error_message = "location must be a region that has a short code in this module."
  }
}

variable "subscription_id" {
  description = "Subscription of the resources. Names that must be unique in the whole of Azure end in a digest of it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", lower(var.subscription_id)))
    error_message = "subscription_id must be a GUID."
  }
}

variable "components" {
  description = "What is to be named: component => kind of resource. Kinds are the keys of local.rules."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for component in keys(var.components) : can(regex("^[a-z][a-z0-9]{1,11}$", component))])
    error_message = "A component must be 2 to 12 lower-case letters and digits and begin with a letter."
  }
}

variable "owner" {
  description = "Person or team that answers for the resources (tag owner)."
  type        = string
  nullable    = false
}

variable "cost_center" {
  description = "Where the bill goes (tag cost-center)."
  type        = string
  nullable    = false
}
