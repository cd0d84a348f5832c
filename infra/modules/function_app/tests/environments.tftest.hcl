# With an environment's values: terraform test -var-file=../../environments/prod.tfvars
mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                = "fn-lonja-${var.profile.environment}-background-00000"
  plan_name           = "asp-lonja-${var.profile.environment}-worker"
  resource_group_name = "rg-lonja-${var.profile.environment}-functions"
  location            = var.profile.location
  zone_redundant      = var.profile.zone_redundant
  tags                = { env = var.profile.environment }
  deployable          = "background"
  identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    client_id = "44444444-4444-4444-4444-444444444444"
  }
  python_version        = "3.13"
  instance_memory_mb    = var.profile.functions.memory_mb
  maximum_instances     = var.profile.functions.background
  public_network_access = !var.profile.private_network
  subnet_id             = var.profile.private_network ? "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/virtualNetworks/vnet/subnets/background" : null
  settings              = { LONJA_SECRET_KEY = "@Microsoft.KeyVault(VaultName=kv;SecretName=lonja-secret-key)" }

  storage = {
    account_name      = "sthost"
    blob_endpoint     = "https://sthost.blob.core.windows.net/"
    queue_endpoint    = "https://ststore.queue.core.windows.net/"
    package_container = "packages-background"
  }

  application_insights_connection_string = "InstrumentationKey=66666666-6666-6666-6666-666666666666"
}

run "app" {
  assert {
    condition     = azurerm_function_app_flex_consumption.this.storage_access_key == null && azurerm_function_app_flex_consumption.this.storage_authentication_type == "UserAssignedIdentity" && azurerm_function_app_flex_consumption.this.app_settings.AzureWebJobsStorage == ""
    error_message = "[3] Host and package are reached without an account key."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.tags["azd-service-name"] == var.deployable
    error_message = "[40] A deployment finds the app by its tag."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.identity[0].type == "UserAssigned" && azurerm_function_app_flex_consumption.this.identity[0].identity_ids == toset([var.identity.id])
    error_message = "[4] The app signs in with the identity that is its own."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.app_settings.LONJA_SECRET_KEY == var.settings.LONJA_SECRET_KEY
    error_message = "[8] A secret reaches the app as the reference that it is."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.https_only && azurerm_function_app_flex_consumption.this.site_config[0].minimum_tls_version == "1.2" && azurerm_function_app_flex_consumption.this.site_config[0].scm_minimum_tls_version == "1.2" && !azurerm_function_app_flex_consumption.this.webdeploy_publish_basic_authentication_enabled
    error_message = "[10] The app speaks HTTPS with TLS 1.2, and no password deploys it."
  }

  assert {
    condition     = (azurerm_function_app_flex_consumption.this.virtual_network_subnet_id != null) == (var.profile.environment == "prod") && azurerm_function_app_flex_consumption.this.site_config[0].vnet_route_all_enabled == (var.profile.environment == "prod")
    error_message = "[11] In production all that the app sends goes through its subnet."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.public_network_access_enabled == (var.profile.environment != "prod")
    error_message = "[16] In production the app has no public address."
  }

  assert {
    condition     = azurerm_service_plan.this.zone_balancing_enabled == (var.profile.environment == "prod")
    error_message = "[21] In production the app's plan spreads over the zones."
  }

  assert {
    condition     = azurerm_function_app_flex_consumption.this.maximum_instance_count == var.profile.functions.background && azurerm_function_app_flex_consumption.this.instance_memory_in_mb == var.profile.functions.memory_mb
    error_message = "[25] The app grows as far as its environment says, and no further."
  }
}
