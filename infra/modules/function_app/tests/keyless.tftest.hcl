mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                = "fn-lonja-dev-background-00000"
  plan_name           = "asp-lonja-dev-worker"
  resource_group_name = "rg-lonja-dev-functions"
  location            = "westeurope"
  tags                = { env = "dev" }
  deployable          = "background"
  identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    client_id = "44444444-4444-4444-4444-444444444444"
  }
  python_version        = "3.13"
  instance_memory_mb    = 2048
  maximum_instances     = 2
  zone_redundant        = false
  public_network_access = true
  settings              = { LONJA_ENVIRONMENT = "production" }

  storage = {
    account_name      = "sthost"
    blob_endpoint     = "https://sthost.blob.core.windows.net/"
    queue_endpoint    = "https://ststore.queue.core.windows.net/"
    package_container = "packages-background"
  }

  application_insights_connection_string = "InstrumentationKey=66666666-6666-6666-6666-666666666666"
}

run "app_starts_without_any_key" {
  assert {
    condition     = azurerm_function_app_flex_consumption.this.app_settings.AzureWebJobsStorage == ""
    error_message = "Without the empty setting the provider writes a connection string with an empty key."
  }

  assert {
    condition = alltrue([
      for prefix in ["AzureWebJobsStorage", "QueueStorage"] :
      azurerm_function_app_flex_consumption.this.app_settings["${prefix}__credential"] == "managedidentity" &&
      azurerm_function_app_flex_consumption.this.app_settings["${prefix}__clientId"] == var.identity.client_id
    ])
    error_message = "The host and its triggers sign in with the app's identity."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.storage_access_key == null && azurerm_function_app_flex_consumption.this.storage_authentication_type == "UserAssignedIdentity"
    error_message = "The package is read with the app's identity."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.storage_container_endpoint == "https://sthost.blob.core.windows.net/packages-background"
    error_message = "The package lies in the app's own container."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.identity[0].type == "UserAssigned" && output.system_principal_id == null
    error_message = "An app without Key Vault references has one identity."
  }
}

run "references_are_resolved_by_the_system_assigned_identity" {
  variables {
    key_vault_references = true
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.identity[0].type == "SystemAssigned, UserAssigned" && output.system_principal_id == "33333333-3333-3333-3333-333333333333"
    error_message = "Flex resolves Key Vault references with the system-assigned identity only."
  }
}
