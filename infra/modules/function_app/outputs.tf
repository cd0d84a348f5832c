output "id" {
  description = "Resource id of the function app."
  value       = azurerm_function_app_flex_consumption.this.id
}

output "name" {
  description = "Name of the function app."
  value       = azurerm_function_app_flex_consumption.this.name
}

output "host" {
  description = "Host name that Azure gave the app."
  value       = azurerm_function_app_flex_consumption.this.default_hostname
}

output "system_principal_id" {
  description = "Principal of the system-assigned identity, null where there is none."
  value       = var.key_vault_references ? azurerm_function_app_flex_consumption.this.identity[0].principal_id : null
}

output "settings" {
  description = "Names of all settings of the app."
  value       = sort(keys(local.settings))
}
