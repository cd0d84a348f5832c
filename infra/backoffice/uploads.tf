# Where the browsers of the staff put files, by an address that the API signs.
resource "azurerm_storage_container" "uploads" {
  name                  = "uploads"
  storage_account_id    = local.shared.store.id
  container_access_type = "private"
}

resource "azurerm_role_assignment" "uploads" {
  for_each = toset(["backoffice", "background"])

  scope                = azurerm_storage_container.uploads.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = local.shared.identities[each.value].principal_id
  principal_type       = "ServicePrincipal"
}
