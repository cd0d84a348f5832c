variable "power_bi" {
  description = "The embedded report, once it is published: workspace, report and semantic model. The identities of the API and of the ETL are members of the workspace. Null: the back office draws its own charts."
  type = object({
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

variable "staff_sign_in" {
  description = "Sign-in of staff with Entra ID: the tenant, and the back office's application there, which trusts the identity of the API. Null: passwords and codes alone."
  type = object({
    tenant    = string
    client_id = string
  })
  default = null

  validation {
    condition     = var.staff_sign_in == null ? true : alltrue([for id in values(var.staff_sign_in) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "staff_sign_in must hold GUIDs only."
  }
}
