variable "power_bi" {
  description = "What the embedded report is made of, once it is published: tenant, service principal, workspace, report and semantic model. Null: the back office draws its own charts."
  type = object({
    tenant    = string
    client_id = string
    workspace = string
    report    = string
    dataset   = string
  })
  default = null

  validation {
    condition     = var.power_bi == null ? true : alltrue([for id in values(var.power_bi) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "power_bi must hold GUIDs only."
  }
}

variable "power_bi_client_secret" {
  description = "Secret of that service principal, when it is written. Neither state nor plan keeps it; give it in TF_VAR_power_bi_client_secret."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true
}
