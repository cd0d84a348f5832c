output "names" {
  description = "Target => name of its endpoint."
  value       = { for target, endpoint in azurerm_private_endpoint.this : target => endpoint.name }
}
