output "resource_group" {
  description = "Resource group of the stack."
  value       = azurerm_resource_group.this.name
}

output "frontoffice" {
  description = "The storefront's web app: its name, host, start command and the names of its settings."
  value = {
    name          = module.frontoffice.name
    host          = module.frontoffice.host
    start_command = module.frontoffice.start_command
    settings      = module.frontoffice.settings
  }
}

output "address" {
  description = "Where buyers reach the shop."
  value       = "https://${local.shared.hosts.shop}"
}
