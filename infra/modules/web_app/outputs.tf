output "id" {
  description = "Resource id of the web app."
  value       = azurerm_linux_web_app.this.id
}

output "name" {
  description = "Name of the web app."
  value       = azurerm_linux_web_app.this.name
}

output "host" {
  description = "Host name that Azure gave the app."
  value       = azurerm_linux_web_app.this.default_hostname
}

output "staging_host" {
  description = "Host name of the staging slot, null where releases go straight to the app."
  value       = one(azurerm_linux_web_app_slot.staging[*].default_hostname)
}

output "settings" {
  description = "Names of all settings of the app."
  value       = sort(keys(local.settings))
}

output "start_command" {
  description = "Command that starts the app."
  value       = var.start_command
}
