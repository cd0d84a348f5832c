# With an environment's values: terraform test -var-file=../../environments/prod.tfvars
mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  resource_group_name = "rg-lonja-${var.profile.environment}-functions"
  location            = var.profile.location
  tags                = { env = var.profile.environment }
  prefix              = "pe-lonja-${var.profile.environment}"

  network = !var.profile.private_network ? null : {
    subnets   = { endpoints = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints" }
    dns_zones = { sites = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/privateDnsZones/privatelink.azurewebsites.net" }
  }

  targets = {
    slot = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/sites/app", kind = "sites-staging" }
  }
}

run "endpoints" {
  assert {
    condition     = join(", ", values(output.names)) == (var.profile.environment == "prod" ? "pe-lonja-prod-slot" : "")
    error_message = "[13] In production every target has an endpoint; a small environment pays for none."
  }

  assert {
    condition = alltrue([
      for endpoint in azurerm_private_endpoint.this :
      endpoint.subnet_id == var.network.subnets.endpoints && endpoint.private_service_connection[0].private_connection_resource_id == var.targets.slot.id && endpoint.private_service_connection[0].subresource_names == tolist(["sites-staging"])
    ])
    error_message = "[13] The endpoint lies in its subnet and leads to its target."
  }

  assert {
    condition     = alltrue([for endpoint in azurerm_private_endpoint.this : endpoint.private_dns_zone_group[0].private_dns_zone_ids == tolist([var.network.dns_zones.sites])])
    error_message = "[14] The endpoint's name is in the zone of its kind."
  }
}
