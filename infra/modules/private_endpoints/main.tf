# Private addresses in the network's endpoint subnet, each with its record in the zone of its kind.
resource "azurerm_private_endpoint" "this" {
  for_each = var.network == null ? {} : var.targets

  name                          = "${var.prefix}-${each.key}"
  custom_network_interface_name = "${var.prefix}-${each.key}-nic"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  subnet_id                     = var.network.subnets["endpoints"]
  tags                          = var.tags

  private_service_connection {
    name                           = each.key
    private_connection_resource_id = each.value.id
    subresource_names              = [each.value.kind]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [var.network.dns_zones[split("-", each.value.kind)[0]]]
  }
}
