variable "name" {
  description = "Name of the function app, from the naming module. The host id is made of its first 32 characters."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) <= 32
    error_message = "A Flex Consumption app's name has at most 32 characters."
  }
}

variable "plan_name" {
  description = "Name of the app's own plan: Flex Consumption holds one app per plan."
  type        = string
  nullable    = false
}

variable "resource_group_name" {
  description = "Resource group of the stack."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the stack."
  type        = map(string)
  nullable    = false
}

variable "deployable" {
  description = "Name of the deployable in azure.yaml that belongs here (tag azd-service-name)."
  type        = string
  nullable    = false
}

variable "identity" {
  description = "The app's own user-assigned identity."
  type = object({
    id        = string
    client_id = string
  })
  nullable = false
}

variable "key_vault_references" {
  description = "Whether settings hold Key Vault references. Flex resolves them with the app's system-assigned identity only, which is then added."
  type        = bool
  default     = false
  nullable    = false
}

variable "python_version" {
  description = "Python of the app."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["3.13"], var.python_version)
    error_message = "python_version must be 3.13: azure-functions 2.x needs it and Flex Consumption offers no later one."
  }
}

variable "storage" {
  description = "Storage account of the host, the triggers and the package, all reached with the app's identity."
  type = object({
    account_name      = string
    blob_endpoint     = string
    queue_endpoint    = string
    package_container = string
  })
  nullable = false
}

variable "settings" {
  description = "Settings of the app (LONJA_…). Secrets are Key Vault references, never values."
  type        = map(string)
  nullable    = false

  validation {
    condition = alltrue([
      for name, value in var.settings :
      !can(regex("SECRET|PASSWORD|_KEY$", name)) || startswith(value, "@Microsoft.KeyVault(")
    ])
    error_message = "A setting that names a secret must be a Key Vault reference."
  }
}

variable "application_insights_connection_string" {
  description = "Where traces go. It is no secret: ingestion asks for the app's identity."
  type        = string
  nullable    = false
}

variable "instance_memory_mb" {
  description = "Memory of an instance."
  type        = number
  nullable    = false

  validation {
    condition     = contains([512, 2048, 4096], var.instance_memory_mb)
    error_message = "instance_memory_mb must be 512, 2048 or 4096."
  }
}

variable "maximum_instances" {
  description = "How far the app may grow; with the pool size it bounds its database connections."
  type        = number
  nullable    = false

  validation {
    condition     = var.maximum_instances >= 1 && var.maximum_instances <= 1000 && floor(var.maximum_instances) == var.maximum_instances
    error_message = "maximum_instances must be a whole number from 1 to 1000."
  }
}

variable "always_ready" {
  description = "Instances that never go cold: function:<name> => how many."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, count in var.always_ready : can(regex("^(http|function:[a-z_]+)$", name)) && count >= 1])
    error_message = "always_ready must map http or function:<name> to at least 1."
  }
}

variable "zone_redundant" {
  description = "Whether the plan spreads over the zones of the region."
  type        = bool
  nullable    = false
}

variable "subnet_id" {
  description = "Subnet of the app's outbound traffic (delegated to Microsoft.App/environments); null leaves it outside any network."
  type        = string
  default     = null
}

variable "public_network_access" {
  description = "Whether the app answers on its public address."
  type        = bool
  nullable    = false
}
