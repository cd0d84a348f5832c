# The vault holds secrets that no Terraform run ever sees: `./lonja deploy` writes them, the apps
# read them by reference, each its own and no other.
locals {
  secret_key_name = "lonja-secret-key"
  secret_readers  = toset(["frontoffice", "backoffice", "spa"])
}

resource "azurerm_key_vault" "this" {
  name                          = local.names.vault
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  tenant_id                     = data.azurerm_client_config.current.tenant_id
  sku_name                      = "standard"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = !var.private_network
  tags                          = local.tags

  network_acls {
    bypass         = "AzureServices"
    default_action = var.private_network ? "Deny" : "Allow"
  }
}
