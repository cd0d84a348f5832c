# The network of all three stacks, where the environment has one: a subnet for what each app sends
# out, one for the private addresses of everything that has data, one for the gateway of the reports.
locals {
  subnets = !local.profile.private_network ? {} : {
    frontoffice = { place = 0, delegation = "Microsoft.Web/serverFarms" }
    backoffice  = { place = 1, delegation = "Microsoft.Web/serverFarms" }
    background  = { place = 2, delegation = "Microsoft.App/environments" }
    etl         = { place = 3, delegation = "Microsoft.App/environments" }
    reports     = { place = 4, delegation = "Microsoft.PowerPlatform/vnetaccesslinks" }
    endpoints   = { place = 5, delegation = null }
  }
  apps_subnets = { for name, subnet in local.subnets : name => subnet if subnet.delegation != null }
  prefixes     = { for name, subnet in local.subnets : name => cidrsubnet("10.20.0.0/16", 8, subnet.place) }

  # What may pass a subnet, by its group; without ports, all of them.
  endpoint_ports = ["443", "5432", "6432"]
  rules_of = {
    # Nobody calls into the subnet of an app. What it sends goes to our endpoints, or by HTTPS to
    # Entra, telemetry, payment and mail, and leaves through one known address.
    app = {
      nothing-in       = { priority = 4000, direction = "Inbound", access = "Deny", source = "*", destination = "*", ports = null }
      out-to-endpoints = { priority = 100, direction = "Outbound", access = "Allow", source = "*", destination = lookup(local.prefixes, "endpoints", null), ports = local.endpoint_ports }
      out-to-internet  = { priority = 200, direction = "Outbound", access = "Allow", source = "*", destination = "Internet", ports = ["443"] }
      nothing-else-out = { priority = 4000, direction = "Outbound", access = "Deny", source = "*", destination = "*", ports = null }
    }
    endpoints = {
      apps-to-endpoints = { priority = 100, direction = "Inbound", access = "Allow", source = "VirtualNetwork", destination = "*", ports = local.endpoint_ports }
      nothing-else-in   = { priority = 4000, direction = "Inbound", access = "Deny", source = "*", destination = "*", ports = null }
    }
  }
  rules = merge(flatten([
    for subnet in keys(local.subnets) : [
      for name, rule in local.rules_of[subnet == "endpoints" ? "endpoints" : "app"] : {
        "${subnet}/${name}" = merge(rule, { subnet = subnet, name = name })
      }
    ]
  ])...)

  dns_zones = !local.profile.private_network ? {} : {
    blob             = "privatelink.blob.core.windows.net"
    queue            = "privatelink.queue.core.windows.net"
    postgresqlServer = "privatelink.postgres.database.azure.com"
    vault            = "privatelink.vaultcore.azure.net"
    sites            = "privatelink.azurewebsites.net"
  }

  network = !local.profile.private_network ? null : {
    subnets   = { for name, subnet in azurerm_subnet.this : name => subnet.id }
    dns_zones = { for kind, zone in azurerm_private_dns_zone.this : kind => zone.id }
  }
}

resource "azurerm_virtual_network" "this" {
  count = local.profile.private_network ? 1 : 0

  name                = local.names.network
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  address_space       = ["10.20.0.0/16"]
  tags                = local.tags
}

resource "azurerm_subnet" "this" {
  for_each = local.subnets

  name                              = each.key
  resource_group_name               = azurerm_resource_group.this.name
  virtual_network_name              = azurerm_virtual_network.this[0].name
  address_prefixes                  = [local.prefixes[each.key]]
  default_outbound_access_enabled   = false
  private_endpoint_network_policies = "Enabled"

  dynamic "delegation" {
    for_each = each.value.delegation[*]

    content {
      name = "delegation"

      service_delegation {
        name    = delegation.value
        actions = [delegation.value == "Microsoft.Web/serverFarms" ? "Microsoft.Network/virtualNetworks/subnets/action" : "Microsoft.Network/virtualNetworks/subnets/join/action"]
      }
    }
  }
}

resource "azurerm_network_security_group" "this" {
  for_each = local.subnets

  name                = "nsg-${local.names.network}-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
}

resource "azurerm_network_security_rule" "this" {
  for_each = local.rules

  name                        = each.value.name
  resource_group_name         = azurerm_resource_group.this.name
  network_security_group_name = azurerm_network_security_group.this[each.value.subnet].name
  priority                    = each.value.priority
  direction                   = each.value.direction
  access                      = each.value.access
  protocol                    = each.value.ports == null ? "*" : "Tcp"
  source_address_prefix       = each.value.source
  source_port_range           = "*"
  destination_address_prefix  = each.value.destination
  destination_port_range      = each.value.ports == null ? "*" : null
  destination_port_ranges     = each.value.ports
}

resource "azurerm_subnet_network_security_group_association" "this" {
  for_each = local.subnets

  subnet_id                 = azurerm_subnet.this[each.key].id
  network_security_group_id = azurerm_network_security_group.this[each.key].id
}

# One known address for everything that leaves: gateways and partners can allow it by name.
resource "azurerm_public_ip" "egress" {
  count = local.profile.private_network ? 1 : 0

  name                = local.names.egress
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  allocation_method   = "Static"
  sku                 = "Standard"
  zones               = local.profile.zone_redundant ? ["1", "2", "3"] : null
  tags                = local.tags
}

resource "azurerm_nat_gateway" "this" {
  count = local.profile.private_network ? 1 : 0

  name                    = local.names.nat
  resource_group_name     = azurerm_resource_group.this.name
  location                = azurerm_resource_group.this.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = 10
  tags                    = local.tags
}

resource "azurerm_nat_gateway_public_ip_association" "egress" {
  count = local.profile.private_network ? 1 : 0

  nat_gateway_id       = azurerm_nat_gateway.this[0].id
  public_ip_address_id = azurerm_public_ip.egress[0].id
}

resource "azurerm_subnet_nat_gateway_association" "apps" {
  for_each = local.apps_subnets

  subnet_id      = azurerm_subnet.this[each.key].id
  nat_gateway_id = azurerm_nat_gateway.this[0].id
}

resource "azurerm_private_dns_zone" "this" {
  for_each = local.dns_zones

  name                = each.value
  resource_group_name = azurerm_resource_group.this.name
  tags                = local.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each = local.dns_zones

  name                 = "shop"
  private_dns_zone_id  = azurerm_private_dns_zone.this[each.key].id
  virtual_network_id   = azurerm_virtual_network.this[0].id
  registration_enabled = false
  tags                 = local.tags
}

module "endpoints" {
  source = "../modules/private_endpoints"

  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
  prefix              = "pe-${local.profile.project}-${local.profile.environment}"
  network             = local.network

  targets = merge({
    store-blob  = { id = azurerm_storage_account.store.id, kind = "blob" }
    store-queue = { id = azurerm_storage_account.store.id, kind = "queue" }
    host-blob   = { id = azurerm_storage_account.host.id, kind = "blob" }
    database    = { id = module.database.id, kind = "postgresqlServer" }
    vault       = { id = azurerm_key_vault.this.id, kind = "vault" }
    background  = { id = module.background.id, kind = "sites" }
    }, local.profile.databases.read_replica ? {
    replica = { id = module.database.replica.id, kind = "postgresqlServer" }
  } : {})
}
