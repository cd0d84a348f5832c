output "values" {
  description = "The profile with its types and defaults, once every rule holds."
  value       = var.profile
}
