# Everything that the two applications share, and the background functions.
data "azurerm_client_config" "current" {}

module "naming" {
  source = "../modules/naming"

  project         = local.profile.project
  environment     = local.profile.environment
  stack           = "functions"
  location        = local.profile.location
  subscription_id = data.azurerm_client_config.current.subscription_id
  owner           = local.profile.owner
  cost_center     = local.profile.cost_center

  components = {
    # What this stack creates.
    background = "function_app"
    backups    = "backup_vault"
    egress     = "public_ip"
    host       = "storage_account"
    insights   = "app_insights"
    logs       = "log_analytics"
    mail       = "communication"
    maildomain = "email"
    nat        = "nat_gateway"
    network    = "network"
    shop       = "postgresql"
    shared     = "service_plan"
    store      = "storage_account"
    vault      = "key_vault"
    worker     = "service_plan"
    # Apps of the other stacks, whose addresses are part of our settings.
    frontoffice = "web_app"
    spa         = "web_app"
  }
}

locals {
  names = module.naming.names
  tags  = module.naming.tags

  python_version = "3.13"

  # Behind Front Door the storage account has no public address: browsers find it on these names.
  browser_settings = local.profile.front_door == null ? {} : {
    LONJA_MEDIA_URL   = "https://${local.hosts.shop}"
    LONJA_UPLOADS_URL = "https://${local.hosts.backoffice}"
  }

  # Where people reach the shop: their own names, or those that Azure gives the web apps.
  hosts = local.profile.hosts != null ? local.profile.hosts : {
    shop       = "${local.names.frontoffice}.azurewebsites.net"
    backoffice = "${local.names.spa}.azurewebsites.net"
  }
}

resource "azurerm_resource_group" "this" {
  name     = module.naming.resource_group
  location = local.profile.location
  tags     = local.tags
}

resource "azurerm_service_plan" "shared" {
  #checkov:skip=CKV_AZURE_225:Only a small environment has the shared plan, on a Basic SKU, which has no zones.
  count = local.profile.plans.shared != null ? 1 : 0

  name                = local.names.shared
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  os_type             = "Linux"
  sku_name            = local.profile.plans.shared.sku
  worker_count        = local.profile.plans.shared.minimum
  tags                = local.tags
}
