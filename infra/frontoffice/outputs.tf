output "resource_group" {
  description = "Resource group of the stack."
  value       = azurerm_resource_group.this.name
}

output "frontoffice" {
  description = "The storefront's web app: its id, name, hosts, start command and the names of its settings."
  value = {
    id            = module.frontoffice.id
    name          = module.frontoffice.name
    host          = module.frontoffice.host
    staging_host  = module.frontoffice.staging_host
    start_command = module.frontoffice.start_command
    settings      = module.frontoffice.settings
  }
}

output "address" {
  description = "Where buyers reach the shop."
  value       = "https://${local.shared.hosts.shop}"
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

output "front_door" {
  description = "Front Door's profile, the region that its private links begin in, and what has to be done by hand: the DNS records of the shop's name, and the private links to approve. Null where there is none."
  value = local.profile.front_door == null ? null : {
    id                    = azurerm_cdn_frontdoor_profile.this[0].id
    guid                  = azurerm_cdn_frontdoor_profile.this[0].resource_guid
    cname                 = { (local.profile.hosts.shop) = azurerm_cdn_frontdoor_endpoint.shop[0].host_name }
    txt                   = { "_dnsauth.${local.profile.hosts.shop}" = azurerm_cdn_frontdoor_custom_domain.shop[0].validation_token }
    private_link_location = local.private_link_location
    private_links         = local.profile.private_network ? [module.frontoffice.id, local.shared.store.id] : []
  }
}

output "instances" {
  description = "Fewest and most instances of the plan, by profile of the autoscale; null where it does not scale."
  value       = one(module.scaling[*].profiles)
}
