# One workspace for everything, capped: logs are the usual surprise on the bill.
resource "azurerm_log_analytics_workspace" "this" {
  name                         = local.names.logs
  resource_group_name          = azurerm_resource_group.this.name
  location                     = azurerm_resource_group.this.location
  sku                          = "PerGB2018"
  retention_in_days            = local.profile.logs.retention_days
  daily_quota_gb               = local.profile.logs.daily_gb
  local_authentication_enabled = false
  tags                         = local.tags
}

resource "azurerm_application_insights" "this" {
  name                         = local.names.insights
  resource_group_name          = azurerm_resource_group.this.name
  location                     = azurerm_resource_group.this.location
  workspace_id                 = azurerm_log_analytics_workspace.this.id
  application_type             = "web"
  retention_in_days            = local.profile.logs.retention_days
  daily_data_cap_in_gb         = local.profile.logs.daily_gb
  sampling_percentage          = 100 # The apps sample, and keep every failure; here failures would go as well.
  local_authentication_enabled = false
  ip_masking_enabled           = true
  tags                         = local.tags
}
