# The back office (its API, and the host of its SPA) and the analytics: warehouse, ETL, reports.
data "azurerm_client_config" "current" {}

data "terraform_remote_state" "functions" {
  backend = "azurerm"
  config = merge(local.profile.state, {
    key              = "functions.tfstate"
    use_azuread_auth = true
  })
}

# The back office has an endpoint of its own on the storefront's Front Door.
data "terraform_remote_state" "frontoffice" {
  count = local.profile.front_door != null ? 1 : 0

  backend = "azurerm"
  config = merge(local.profile.state, {
    key              = "frontoffice.tfstate"
    use_azuread_auth = true
  })
}

module "naming" {
  source = "../modules/naming"

  project         = local.profile.project
  environment     = local.profile.environment
  stack           = "backoffice"
  location        = local.profile.location
  subscription_id = data.azurerm_client_config.current.subscription_id
  owner           = local.profile.owner
  cost_center     = local.profile.cost_center

  components = {
    backoffice = "web_app"
    callers    = "network"
    firewall   = "waf_policy"
    spa        = "web_app"
    plan       = "service_plan"
    etl        = "function_app"
    worker     = "service_plan"
    models     = "function_app"
    modeller   = "service_plan"
    warehouse  = "postgresql"
    reports    = "fabric_capacity"
  }
}

locals {
  names  = module.naming.names
  tags   = module.naming.tags
  shared = data.terraform_remote_state.functions.outputs

  plan_id    = local.profile.plans.backoffice != null ? azurerm_service_plan.this[0].id : local.shared.shared_plan_id
  secret_key = local.shared.vault.secret_key.reference

  serve = "python -m granian --interface asgi --host 0.0.0.0 --port 8000 --workers ${local.shared.workers.backoffice} --respawn-failed-workers --workers-kill-timeout 5 --backpressure 8192 --http1-header-read-timeout 10000 --no-ws"

  # Lists and counts of the back office are read from the replica where there is one.
  replica_settings = !local.profile.databases.read_replica ? {} : {
    LONJA_DATABASE_READ_URL   = "postgresql://${local.shared.identities.backoffice.name}@${local.shared.database.replica}:5432/lonja?sslmode=require"
    LONJA_DATABASE_READ_LAG_S = "10"
  }

  power_bi_settings = var.power_bi == null ? {} : {
    LONJA_POWERBI_ENTRA     = "true"
    LONJA_POWERBI_WORKSPACE = var.power_bi.workspace
    LONJA_POWERBI_REPORT    = var.power_bi.report
    LONJA_POWERBI_DATASET   = var.power_bi.dataset
  }

  sign_in_settings = var.staff_sign_in == null ? {} : {
    LONJA_STAFF_ISSUER    = "https://login.microsoftonline.com/${var.staff_sign_in.tenant}/v2.0"
    LONJA_STAFF_CLIENT_ID = var.staff_sign_in.client_id
  }
}

resource "azurerm_resource_group" "this" {
  name     = module.naming.resource_group
  location = local.profile.location
  tags     = local.tags
}

resource "azurerm_service_plan" "this" {
  count = local.profile.plans.backoffice != null ? 1 : 0

  name                   = local.names.plan
  resource_group_name    = azurerm_resource_group.this.name
  location               = azurerm_resource_group.this.location
  os_type                = "Linux"
  sku_name               = local.profile.plans.backoffice.sku
  worker_count           = local.profile.plans.backoffice.minimum
  zone_balancing_enabled = local.profile.zone_redundant
  tags                   = local.tags

  lifecycle {
    # Autoscale sets it from the first hour on.
    ignore_changes = [worker_count]
  }
}

module "api" {
  source = "../modules/web_app"

  name                  = local.names.backoffice
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  deployable            = "backoffice"
  service_plan_id       = local.plan_id
  identity              = local.shared.identities.backoffice
  python_version        = local.shared.python_version
  start_command         = "${local.serve} lonja.backoffice.app:app"
  public_network_access = local.profile.private_network ? false : true
  subnet_id             = local.profile.private_network ? local.shared.network.subnets.backoffice : null
  only_from_subnet_id   = one(azurerm_subnet.callers[*].id)
  staging_slot          = local.profile.plans.backoffice != null

  application_insights_connection_string = local.shared.observability.app_insights_string

  settings = merge({
    LONJA_ENVIRONMENT      = local.profile.demo ? "development" : "production"
    LONJA_LOG_LEVEL        = "INFO"
    LONJA_INSIGHTS_PERCENT = tostring(ceil(local.profile.logs.sampling_percent))
    LONJA_DATABASE_URL     = "postgresql://${local.shared.identities.backoffice.name}@${local.shared.database.fqdn}:5432/lonja?sslmode=require"
    LONJA_DATABASE_ENTRA   = "true"
    LONJA_DATABASE_POOL    = tostring(local.profile.pools.backoffice)
    LONJA_WAREHOUSE_URL    = "postgresql://${local.shared.identities.backoffice.name}@${local.warehouse_fqdn}:5432/lonja_warehouse?sslmode=require"
    LONJA_STORAGE_ACCOUNT  = local.shared.store.name
    # Front Door, the entrance of the SPA's host, that host, and the API's own entrance.
    LONJA_BACKOFFICE_PROXIES = local.profile.front_door == null ? "3" : "4"
    LONJA_PUBLIC_URL         = "https://${local.shared.hosts.shop}"
    LONJA_BACKOFFICE_URL     = "https://${local.shared.hosts.backoffice}"
    LONJA_SECRET_KEY         = local.secret_key
  }, local.replica_settings, local.shared.browser_settings, local.power_bi_settings, local.sign_in_settings, local.shared.vault.stripe)
}

module "spa" {
  source = "../modules/web_app"

  name                  = local.names.spa
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  deployable            = "spa"
  service_plan_id       = local.plan_id
  identity              = local.shared.identities.spa
  python_version        = local.shared.python_version
  start_command         = "${local.serve} lonja.spa_host.app:app"
  front_door_id         = one(data.terraform_remote_state.frontoffice[*].outputs.front_door.guid)
  public_network_access = local.profile.private_network ? false : true
  subnet_id             = local.profile.private_network ? local.shared.network.subnets.backoffice : azurerm_subnet.callers[0].id
  staging_slot          = local.profile.plans.backoffice != null

  application_insights_connection_string = local.shared.observability.app_insights_string

  # It seals nothing, so it has no key.
  settings = {
    LONJA_ENVIRONMENT        = local.profile.demo ? "development" : "production"
    LONJA_LOG_LEVEL          = "INFO"
    LONJA_INSIGHTS_PERCENT   = tostring(ceil(local.profile.logs.sampling_percent))
    LONJA_BACKOFFICE_URL     = "https://${local.shared.hosts.backoffice}"
    LONJA_BACKOFFICE_API_URL = "https://${module.api.host}"
    # Browsers may load pictures and put files there: these make the page's content security policy.
    LONJA_PUBLIC_URL        = "https://${local.shared.hosts.shop}"
    LONJA_STORAGE_ACCOUNT   = local.shared.store.name
    LONJA_POWERBI_WORKSPACE = var.power_bi == null ? "" : var.power_bi.workspace
  }
}

module "endpoints" {
  source = "../modules/private_endpoints"

  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
  prefix              = "pe-${local.profile.project}-${local.profile.environment}"
  network             = local.profile.private_network ? local.shared.network : null

  targets = merge({
    backoffice         = { id = module.api.id, kind = "sites" }
    backoffice-staging = { id = module.api.id, kind = "sites-staging" }
    spa                = { id = module.spa.id, kind = "sites" }
    spa-staging        = { id = module.spa.id, kind = "sites-staging" }
    etl                = { id = module.etl.id, kind = "sites" }
    models             = { id = module.models.id, kind = "sites" }
    }, local.profile.databases.warehouse == null ? {} : {
    warehouse = { id = module.warehouse[0].id, kind = "postgresqlServer" }
  })
}
