# The API answers the host of the SPA and nobody else: what that host says of the browser's address is
# believed, and the limits of sign-in hang on it. In a private environment the API has no public
# address at all; elsewhere this small network (which costs nothing) tells the host from strangers.
resource "azurerm_virtual_network" "callers" {
  count = local.profile.private_network ? 0 : 1

  name                = local.names.callers
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  address_space       = ["10.30.0.0/24"]
  tags                = local.tags
}

resource "azurerm_subnet" "callers" {
  count = local.profile.private_network ? 0 : 1

  name                            = "spa"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.callers[0].name
  address_prefixes                = ["10.30.0.0/26"]
  default_outbound_access_enabled = false

  service_endpoint {
    service = "Microsoft.Web"
  }

  delegation {
    name = "delegation"

    service_delegation {
      name    = "Microsoft.Web/serverFarms"
      actions = ["Microsoft.Network/virtualNetworks/subnets/action"]
    }
  }
}

resource "azurerm_network_security_group" "callers" {
  count = local.profile.private_network ? 0 : 1

  name                = "nsg-${local.names.callers}-spa"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
}

resource "azurerm_network_security_rule" "callers" {
  count = local.profile.private_network ? 0 : 1

  name                        = "nothing-in"
  resource_group_name         = azurerm_resource_group.this.name
  network_security_group_name = azurerm_network_security_group.callers[0].name
  priority                    = 4000
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_subnet_network_security_group_association" "callers" {
  count = local.profile.private_network ? 0 : 1

  subnet_id                 = azurerm_subnet.callers[0].id
  network_security_group_id = azurerm_network_security_group.callers[0].id
}
