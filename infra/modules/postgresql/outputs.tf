output "id" {
  description = "Resource id of the server."
  value       = azurerm_postgresql_flexible_server.this.id
}

output "name" {
  description = "Name of the server."
  value       = azurerm_postgresql_flexible_server.this.name
}

output "fqdn" {
  description = "Host name of the server."
  value       = azurerm_postgresql_flexible_server.this.fqdn
}

output "pooled_port" {
  description = "Port for short transactions: PgBouncer's, where the tier has it."
  value       = local.has_pgbouncer ? 6432 : 5432
}

output "user_connections" {
  description = "Connections that the size leaves to users."
  value       = local.user_connections
}

output "replica" {
  description = "The replica's id and host name, null where there is none."
  value       = one([for server in azurerm_postgresql_flexible_server.replica : { id = server.id, fqdn = server.fqdn }])
}
