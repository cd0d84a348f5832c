# One Python function app on Flex Consumption, without any key. The roles on the storage account have
# to exist before the app does, or its first deployment fails: the caller says so with depends_on.
locals {
  settings = merge({
    AZURE_CLIENT_ID                           = var.identity.client_id
    LONJA_INSIGHTS_ROLE                       = var.name # as the host names itself
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "Authorization=AAD;ClientId=${var.identity.client_id}"
    # The provider adds this setting with an empty key when it is missing; empty, it is left alone.
    AzureWebJobsStorage              = ""
    AzureWebJobsStorage__accountName = var.storage.account_name
    AzureWebJobsStorage__credential  = "managedidentity"
    AzureWebJobsStorage__clientId    = var.identity.client_id
    QueueStorage__queueServiceUri    = var.storage.queue_endpoint
    QueueStorage__credential         = "managedidentity"
    QueueStorage__clientId           = var.identity.client_id
    # Apps that share a storage account need host ids of their own.
    AzureFunctionsWebHost__hostid = var.name
  }, var.settings)
}

resource "azurerm_service_plan" "this" {
  #checkov:skip=CKV_AZURE_212:Flex Consumption has no count of workers: Azure adds and replaces them.
  name                   = var.plan_name
  resource_group_name    = var.resource_group_name
  location               = var.location
  os_type                = "Linux"
  sku_name               = "FC1"
  zone_balancing_enabled = var.zone_redundant
  tags                   = var.tags
}

resource "azurerm_function_app_flex_consumption" "this" {
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  service_plan_id               = azurerm_service_plan.this.id
  app_settings                  = local.settings
  runtime_name                  = "python"
  runtime_version               = var.python_version
  instance_memory_in_mb         = var.instance_memory_mb
  maximum_instance_count        = var.maximum_instances
  https_only                    = true
  public_network_access_enabled = var.public_network_access
  virtual_network_subnet_id     = var.subnet_id
  tags                          = merge(var.tags, { "azd-service-name" = var.deployable })

  storage_container_type            = "blobContainer"
  storage_container_endpoint        = "${var.storage.blob_endpoint}${var.storage.package_container}"
  storage_authentication_type       = "UserAssignedIdentity"
  storage_user_assigned_identity_id = var.identity.id

  webdeploy_publish_basic_authentication_enabled = false

  identity {
    type         = var.key_vault_references ? "SystemAssigned, UserAssigned" : "UserAssigned"
    identity_ids = [var.identity.id]
  }

  site_config {
    application_insights_connection_string = var.application_insights_connection_string
    http2_enabled                          = true
    minimum_tls_version                    = "1.2"
    scm_minimum_tls_version                = "1.2"
    vnet_route_all_enabled                 = var.subnet_id != null
  }

  dynamic "always_ready" {
    for_each = var.always_ready

    content {
      name           = always_ready.key
      instance_count = always_ready.value
    }
  }
}
