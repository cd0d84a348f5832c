variable "name" {
  description = "Name of the server, from the naming module."
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

variable "databases" {
  description = "Databases of the server."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.databases) > 0 && alltrue([for name in var.databases : can(regex("^[a-z][a-z_]{0,62}$", name))])
    error_message = "databases must be at least one name of lower-case letters and underscores."
  }
}

variable "size" {
  description = "Size of the server: SKU (B_, GP_ or MO_), storage in GB to begin with (it grows by itself when it fills up), days of point-in-time restore, whether backups are copied to the paired region (settable only at creation), and whether a standby runs in another zone."
  type = object({
    sku               = string
    storage_gb        = number
    backup_days       = number
    geo_backup        = bool
    high_availability = bool
  })
  nullable = false

  validation {
    condition     = can(regex("^(B_Standard_B[0-9]+m?s|GP_Standard_D[0-9]+[a-z]*_v[3-6]|MO_Standard_E[0-9]+[a-z]*_v[3-6])$", var.size.sku))
    error_message = "size.sku must be a SKU of the flexible server, such as B_Standard_B1ms or GP_Standard_D2ds_v5."
  }

  validation {
    condition     = contains([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768], var.size.storage_gb)
    error_message = "size.storage_gb must be 32 doubled any number of times up to 32768."
  }

  validation {
    condition     = var.size.backup_days >= 7 && var.size.backup_days <= 35
    error_message = "size.backup_days must be 7 to 35."
  }

  validation {
    condition     = !var.size.high_availability || !startswith(var.size.sku, "B_")
    error_message = "size.high_availability needs a GP_ or MO_ server: Burstable has no standby."
  }
}

variable "administrator" {
  description = "Entra group (or identity) that administers the server; there are no passwords."
  type = object({
    object_id      = string
    principal_name = string
    principal_type = string
  })
  nullable = false

  validation {
    condition     = contains(["Group", "ServicePrincipal", "User"], var.administrator.principal_type)
    error_message = "administrator.principal_type must be Group, ServicePrincipal or User."
  }

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.administrator.object_id))
    error_message = "administrator.object_id must be a GUID."
  }
}

variable "tenant_id" {
  description = "Entra tenant that issues the tokens."
  type        = string
  nullable    = false
}

variable "public_network_access" {
  description = "Whether Azure's own addresses may connect (an Entra token is asked for in any case); false when only private endpoints reach the server."
  type        = bool
  nullable    = false
}

variable "parameters" {
  description = "Server parameters beside the hardening that every server gets."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "delete_lock" {
  description = "Whether a lock keeps the server from being deleted."
  type        = bool
  nullable    = false
}

variable "restore" {
  description = "Server that this one begins as a copy of, and the time in UTC to go back to (null: the newest backup in the paired region). Null begins empty."
  type = object({
    source_server_id = string
    time             = string
  })
  default = null
}

variable "read_replica" {
  description = "Whether a second server follows this one, for readers that can wait a moment."
  type        = bool
  default     = false
  nullable    = false
}
