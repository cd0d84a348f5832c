# The vault of the secret that seals links and payment tokens, and of Stripe's. Terraform never knows them:
# `./lonja deploy` has the first made and puts it here. So a plan needs neither its value nor a right to read
# it, and neither state nor plan could lose it.
locals {
  secret_name    = "lonja-secret-key"
  secret_readers = toset(["frontoffice", "backoffice"])
  secret_key     = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.this.name};SecretName=${local.secret_name})"

  # Stripe gives them out, so a person puts them here: docs/take-money.md.
  stripe_settings = !local.profile.stripe ? {} : {
    LONJA_STRIPE_KEY             = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.this.name};SecretName=lonja-stripe-key)"
    LONJA_STRIPE_WEBHOOK_SECRETS = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.this.name};SecretName=lonja-stripe-webhook-secrets)"
  }
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
  public_network_access_enabled = local.profile.private_network ? false : true
  tags                          = local.tags

  network_acls {
    bypass         = "AzureServices"
    default_action = local.profile.private_network ? "Deny" : "Allow"
  }
}

# Who deploys is a member of the administrators' group, as for the databases. Named after whoever applies,
# the right would change hands with every pipeline and person that comes by.
resource "azurerm_role_assignment" "secrets_officer" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = local.profile.database_administrator.object_id
  principal_type       = local.profile.database_administrator.principal_type
}

# The vault holds nothing that these apps may not read, and a secret is put in after the rights are given.
resource "azurerm_role_assignment" "secret" {
  for_each = local.secret_readers

  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.this[each.value].principal_id
  principal_type       = "ServicePrincipal"
}
