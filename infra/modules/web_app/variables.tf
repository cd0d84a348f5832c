variable "name" {
  description = "Name of the web app, from the naming module."
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

variable "service_plan_id" {
  description = "Plan that the app runs on."
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

variable "python_version" {
  description = "Python of the app."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["3.13"], var.python_version)
    error_message = "python_version must be 3.13: azure-functions 2.x needs it and Flex Consumption offers no later one, and all apps share one."
  }
}

variable "start_command" {
  description = "Command that starts the server. App Service ignores one that fails and shows a default page, so deployments check the content."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^python -m (granian|lonja\\.[a-z_]+) ", var.start_command))
    error_message = "start_command must start the app with Granian: python -m granian …, or an app that does: python -m lonja.…"
  }
}

variable "health_path" {
  description = "Path that App Service asks each minute; instances that fail leave the rotation."
  type        = string
  default     = "/healthz"
  nullable    = false

  validation {
    condition     = startswith(var.health_path, "/")
    error_message = "health_path must begin with a slash."
  }
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

variable "subnet_id" {
  description = "Subnet of the app's outbound traffic; null leaves it outside any network. An app with a public address sends only what is for private addresses and service endpoints through it."
  type        = string
  default     = null
}

variable "public_network_access" {
  description = "Whether the app answers on its public address; false when only private endpoints reach it."
  type        = bool
  nullable    = false
}

variable "front_door_id" {
  description = "GUID of the only Front Door profile that may call the app; null lets everybody in."
  type        = string
  default     = null
}

variable "only_from_subnet_id" {
  description = "The only subnet that may call the app on its public address; null does not ask."
  type        = string
  default     = null
}

variable "staging_slot" {
  description = "Whether releases go through a staging slot (Standard plans and above)."
  type        = bool
  nullable    = false
}
