output "resource_group" {
  description = "Resource group of the stack."
  value       = azurerm_resource_group.this.name
}

output "python_version" {
  description = "Python of every app."
  value       = local.python_version
}

output "hosts" {
  description = "Host names of the storefront and of the back office."
  value       = local.hosts
}

output "browser_settings" {
  description = "Settings that tell the apps where browsers find the storage account; empty where it has a public address."
  value       = local.browser_settings
}

output "shared_plan_id" {
  description = "Plan that the other stacks use, null where each has its own."
  value       = one(azurerm_service_plan.shared[*].id)
}

output "identities" {
  description = "Identity of each app."
  value = {
    for app, identity in azurerm_user_assigned_identity.this : app => {
      id           = identity.id
      name         = identity.name
      client_id    = identity.client_id
      principal_id = identity.principal_id
    }
  }
}

output "store" {
  description = "Storage account of queues, pictures and files."
  value = {
    id             = azurerm_storage_account.store.id
    name           = azurerm_storage_account.store.name
    blob_endpoint  = azurerm_storage_account.store.primary_blob_endpoint
    blob_host      = azurerm_storage_account.store.primary_blob_host
    queue_endpoint = azurerm_storage_account.store.primary_queue_endpoint
  }
}

output "function_host" {
  description = "Storage account of the function hosts, and the container of each app's package."
  value = {
    name          = azurerm_storage_account.host.name
    blob_endpoint = azurerm_storage_account.host.primary_blob_endpoint
    packages      = { for app, container in azurerm_storage_container.packages : app => container.name }
  }
}

output "queues" {
  description = "Queues of the shop, each with its poison queue."
  value       = sort(keys(azurerm_storage_queue.this))
}

output "containers" {
  description = "Containers that this stack owns."
  value       = sort(keys(azurerm_storage_container.this))
}

output "database" {
  description = "The transactional server, and the name by which its administrators sign in. warehouse is true while the warehouse is a second database of it; replica is the host name of the server that follows it, null where there is none."
  value = {
    id        = module.database.id
    name      = module.database.name
    fqdn      = module.database.fqdn
    warehouse = local.profile.databases.warehouse == null
    replica   = try(module.database.replica.fqdn, null)

    administrator = local.profile.database_administrator.principal_name
  }
}

output "connections" {
  description = "Connections to the transactional server if every app grows as far as it may, and how many its size allows."
  value       = merge(local.connections, { allowed = module.database.user_connections })

  precondition {
    condition     = sum(values(local.connections)) <= module.database.user_connections
    error_message = "The pools add up to ${sum(values(local.connections))} connections, but ${local.profile.databases.transactional.sku} has ${module.database.user_connections}: make pools, plans or functions smaller, or the server larger."
  }
}

output "workers" {
  description = "Server processes per instance of each web app."
  value       = local.workers
}

output "vault" {
  description = "Key Vault, and the secret that seals links and payment tokens: its name, and the reference that settings hold."
  value = {
    id         = azurerm_key_vault.this.id
    name       = azurerm_key_vault.this.name
    secret_key = { name = local.secret_name, reference = local.secret_key }
    stripe     = local.stripe_settings
  }
}

output "observability" {
  description = "Workspace and Application Insights of all stacks."
  value = {
    workspace_id        = azurerm_log_analytics_workspace.this.id
    app_insights_id     = azurerm_application_insights.this.id
    app_insights_string = azurerm_application_insights.this.connection_string
  }
  sensitive = true
}

output "background" {
  description = "The background function app."
  value = {
    name     = module.background.name
    host     = module.background.host
    settings = module.background.settings
  }
}

output "mail_records" {
  description = "DNS records that prove the mail domain; empty for Azure's own."
  value       = local.profile.mail.domain == null ? [] : azurerm_email_communication_service_domain.this.verification_records
}

output "network" {
  description = "Subnets and private DNS zones by what they are for, null where the environment has no network."
  value       = local.network
}

output "private_endpoints" {
  description = "What has a private address, and the name of its endpoint."
  value       = module.endpoints.names
}

output "egress_address" {
  description = "The one address that everything leaves by, null where the environment has no network."
  value       = one(azurerm_public_ip.egress[*].ip_address)
}

output "watched" {
  description = "Resources whose logs reach the workspace, and the alerts that exist."
  value = {
    diagnostics = module.watch.diagnostics
    alerts      = module.watch.alerts
  }
}
