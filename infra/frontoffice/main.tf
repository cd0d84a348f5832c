# The storefront and its API: one web app.
data "azurerm_client_config" "current" {}

data "terraform_remote_state" "functions" {
  backend = "azurerm"
  config = merge(local.profile.state, {
    key              = "functions.tfstate"
    use_azuread_auth = true
  })
}

module "naming" {
  source = "../modules/naming"

  project         = local.profile.project
  environment     = local.profile.environment
  stack           = "frontoffice"
  location        = local.profile.location
  subscription_id = data.azurerm_client_config.current.subscription_id
  owner           = local.profile.owner
  cost_center     = local.profile.cost_center

  components = {
    edge        = "front_door"
    firewall    = "waf_policy"
    frontoffice = "web_app"
    outside     = "web_test"
    plan        = "service_plan"
  }
}

locals {
  names  = module.naming.names
  tags   = module.naming.tags
  shared = data.terraform_remote_state.functions.outputs

  identity = local.shared.identities.frontoffice
  workers  = local.shared.workers.frontoffice
  plan_id  = local.profile.plans.frontoffice != null ? azurerm_service_plan.this[0].id : local.shared.shared_plan_id
}

resource "azurerm_resource_group" "this" {
  name     = module.naming.resource_group
  location = local.profile.location
  tags     = local.tags
}

resource "azurerm_service_plan" "this" {
  count = local.profile.plans.frontoffice != null ? 1 : 0

  name                   = local.names.plan
  resource_group_name    = azurerm_resource_group.this.name
  location               = azurerm_resource_group.this.location
  os_type                = "Linux"
  sku_name               = local.profile.plans.frontoffice.sku
  worker_count           = local.profile.plans.frontoffice.minimum
  zone_balancing_enabled = local.profile.zone_redundant
  tags                   = local.tags

  lifecycle {
    # Autoscale sets it from the first hour on.
    ignore_changes = [worker_count]
  }
}

module "frontoffice" {
  source = "../modules/web_app"

  name                  = local.names.frontoffice
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  deployable            = "frontoffice"
  service_plan_id       = local.plan_id
  identity              = local.identity
  python_version        = local.shared.python_version
  start_command         = "python -m lonja.frontoffice --interface asgi --host 0.0.0.0 --port 8000 --workers ${local.workers} --respawn-failed-workers --workers-kill-timeout 5 --backpressure 8192 --http1-header-read-timeout 10000 --no-ws lonja.frontoffice.app:app"
  public_network_access = local.profile.private_network ? false : true
  subnet_id             = local.profile.private_network ? local.shared.network.subnets.frontoffice : null
  staging_slot          = local.profile.plans.frontoffice != null
  front_door_id         = one(azurerm_cdn_frontdoor_profile.this[*].resource_guid)

  application_insights_connection_string = local.shared.observability.app_insights_string

  settings = merge({
    LONJA_ENVIRONMENT      = local.profile.demo ? "development" : "production"
    LONJA_LOG_LEVEL        = "INFO"
    LONJA_INSIGHTS_PERCENT = tostring(ceil(local.profile.logs.sampling_percent))
    LONJA_DATABASE_URL     = "postgresql://${local.identity.name}@${local.shared.database.fqdn}:5432/lonja?sslmode=require"
    LONJA_DATABASE_ENTRA   = "true"
    LONJA_DATABASE_POOL    = tostring(local.profile.pools.frontoffice)
    LONJA_STORAGE_ACCOUNT  = local.shared.store.name
    LONJA_PUBLIC_URL       = "https://${local.shared.hosts.shop}"
    LONJA_BACKOFFICE_URL   = "https://${local.shared.hosts.backoffice}"
    LONJA_SECRET_KEY       = local.shared.vault.secret_key.reference
    # The App Service's own entrance, and Front Door.
    LONJA_FRONTOFFICE_PROXIES = local.profile.front_door == null ? "1" : "2"
  }, local.shared.browser_settings, local.shared.vault.stripe)
}

module "endpoints" {
  source = "../modules/private_endpoints"

  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
  prefix              = "pe-${local.profile.project}-${local.profile.environment}"
  network             = local.profile.private_network ? local.shared.network : null

  # Front Door brings a private link of its own; these are for deployments and their smoke tests.
  targets = {
    frontoffice         = { id = module.frontoffice.id, kind = "sites" }
    frontoffice-staging = { id = module.frontoffice.id, kind = "sites-staging" }
  }
}
