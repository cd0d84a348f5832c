# The vault, and its secret: written through write-only arguments, so that neither state nor plan
# ever holds one; each app may read its own and no other.
locals {
  secret_readers = {
    lonja-secret-key = ["frontoffice", "backoffice"]
  }

  secret_grants = merge([
    for secret, apps in local.secret_readers : { for app in apps : "${app}/${secret}" => { app = app, secret = secret } }
  ]...)

  secret_key = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.this.name};SecretName=${azurerm_key_vault_secret.this["lonja-secret-key"].name})"
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
  public_network_access_enabled = var.private_network ? false : true
  tags                          = local.tags

  network_acls {
    bypass         = "AzureServices"
    default_action = var.private_network ? "Deny" : "Allow"
  }
}

# Who deploys is a member of the administrators' group, as for the databases. Named after whoever applies,
# the right would change hands with every pipeline and person that comes by.
resource "azurerm_role_assignment" "secrets_officer" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = var.database_administrator.object_id
  principal_type       = var.database_administrator.principal_type
}

resource "azurerm_key_vault_secret" "this" {
  for_each = local.secret_readers

  name         = each.key
  key_vault_id = azurerm_key_vault.this.id
  # Needed by the provider at every plan, written only with a new version. Should one be written
  # without its value, the apps refuse to start with so short a secret, and say why.
  value_wo         = try(var.secret_values[each.key], "not given")
  value_wo_version = var.secrets.version
  content_type     = "text/plain"
  expiration_date  = var.secrets.expire
  tags             = local.tags

  depends_on = [
    azurerm_role_assignment.secrets_officer,
    azurerm_private_dns_zone_virtual_network_link.this,
    module.vault_endpoint,
  ]
}

resource "azurerm_role_assignment" "secret" {
  for_each = local.secret_grants

  scope                = azurerm_key_vault_secret.this[each.value.secret].resource_versionless_id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.this[each.value.app].principal_id
  principal_type       = "ServicePrincipal"
}
