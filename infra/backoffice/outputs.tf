output "resource_group" {
  description = "Resource group of the stack."
  value       = azurerm_resource_group.this.name
}

output "backoffice" {
  description = "The API's web app: its id, name, hosts, start command and the names of its settings."
  value = {
    id            = module.api.id
    name          = module.api.name
    host          = module.api.host
    staging_host  = module.api.staging_host
    start_command = module.api.start_command
    settings      = module.api.settings
  }
}

output "spa" {
  description = "The web app that serves the SPA and passes /api on: its id, name, hosts, start command and the names of its settings."
  value = {
    id            = module.spa.id
    name          = module.spa.name
    host          = module.spa.host
    staging_host  = module.spa.staging_host
    start_command = module.spa.start_command
    settings      = module.spa.settings
  }
}

output "api_callers" {
  description = "Who can reach the back office API."
  value       = local.profile.private_network ? "only the virtual network" : "only the host of the SPA, by its subnet"
}

output "etl" {
  description = "The ETL function app."
  value = {
    name     = module.etl.name
    host     = module.etl.host
    settings = module.etl.settings
  }
}

output "models" {
  description = "The function app of the forecasts."
  value = {
    name     = module.models.name
    host     = module.models.host
    settings = module.models.settings
  }
}

output "containers" {
  description = "Containers that this stack owns."
  value       = [azurerm_storage_container.uploads.name]
}

output "warehouse" {
  description = "Host name of the server that holds the warehouse, and whether the server is its own."
  value = {
    fqdn = local.warehouse_fqdn
    own  = local.profile.databases.warehouse != null
  }
}

output "reports_capacity" {
  description = "Fabric capacity of the embedded reports, null where the back office draws its own."
  value       = one(azurerm_fabric_capacity.this[*].name)
}

output "address" {
  description = "Where staff reach the back office."
  value       = "https://${local.shared.hosts.backoffice}"
}

output "private_endpoints" {
  description = "What has a private address, and the name of its endpoint."
  value       = module.endpoints.names
}

output "watched" {
  description = "Resources whose logs reach the workspace, and the alerts that exist."
  value = {
    diagnostics = module.watch.diagnostics
    alerts      = module.watch.alerts
  }
}

output "instances" {
  description = "Fewest and most instances of the plan, by profile of the autoscale; null where it does not scale."
  value       = one(module.scaling[*].profiles)
}

output "front_door" {
  description = "What has to be done by hand: the DNS records of the back office's name, and the private links to approve. Null where there is no Front Door."
  value = local.profile.front_door == null ? null : {
    cname         = { (local.profile.hosts.backoffice) = azurerm_cdn_frontdoor_endpoint.backoffice[0].host_name }
    txt           = { "_dnsauth.${local.profile.hosts.backoffice}" = azurerm_cdn_frontdoor_custom_domain.backoffice[0].validation_token }
    private_links = local.profile.private_network ? [for origin in local.origins : origin.id] : []
  }
}
