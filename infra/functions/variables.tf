variable "secret_values" {
  description = "Values of the secrets, when they are written: `lonja-secret-key` (at least 32 random characters). Neither state nor plan keeps them; give them in TF_VAR_secret_values."
  type        = map(string)
  default     = null
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = var.secret_values == null ? true : try(length(var.secret_values["lonja-secret-key"]) >= 32, false)
    error_message = "secret_values must hold lonja-secret-key, at least 32 characters."
  }
}
