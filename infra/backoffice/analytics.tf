# Warehouse, ETL and the capacity of the embedded reports.
module "warehouse" {
  source = "../modules/postgresql"
  count  = local.profile.databases.warehouse != null ? 1 : 0

  name                  = local.names.warehouse
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  databases             = toset(["lonja_warehouse"])
  size                  = local.profile.databases.warehouse
  administrator         = local.profile.database_administrator
  tenant_id             = data.azurerm_client_config.current.tenant_id
  public_network_access = local.profile.private_network ? false : true
  delete_lock           = local.profile.environment == "prod"
  restore               = try(local.profile.restore.warehouse, null) == null ? null : { source_server_id = local.profile.restore.warehouse, time = local.profile.restore.time }

  # One writer that loads in bulk: more memory for its sorts.
  parameters = {
    work_mem = "65536"
  }
}

locals {
  warehouse_fqdn = local.profile.databases.warehouse != null ? module.warehouse[0].fqdn : local.shared.database.fqdn

  # Of the ETL and of the models: both read the warehouse and hand answers over to the shop.
  analytics_settings = {
    LONJA_ENVIRONMENT      = local.profile.demo ? "development" : "production"
    LONJA_LOG_LEVEL        = "INFO"
    LONJA_INSIGHTS_PERCENT = tostring(ceil(local.profile.logs.sampling_percent))
    LONJA_DATABASE_URL     = "postgresql://${local.shared.identities.etl.name}@${local.shared.database.fqdn}:5432/lonja?sslmode=require"
    LONJA_DATABASE_ENTRA   = "true"
    LONJA_DATABASE_POOL    = tostring(local.profile.pools.etl)
    LONJA_WAREHOUSE_URL    = "postgresql://${local.shared.identities.etl.name}@${local.warehouse_fqdn}:5432/lonja_warehouse?sslmode=require"
    LONJA_STORAGE_ACCOUNT  = local.shared.store.name
  }
}

module "etl" {
  source = "../modules/function_app"

  name                  = local.names.etl
  plan_name             = local.names.worker
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  deployable            = "etl"
  identity              = local.shared.identities.etl
  python_version        = local.shared.python_version
  instance_memory_mb    = local.profile.functions.memory_mb
  maximum_instances     = local.profile.functions.etl
  zone_redundant        = local.profile.zone_redundant
  public_network_access = local.profile.private_network ? false : true
  subnet_id             = local.profile.private_network ? local.shared.network.subnets.etl : null

  application_insights_connection_string = local.shared.observability.app_insights_string

  storage = {
    account_name      = local.shared.function_host.name
    blob_endpoint     = local.shared.function_host.blob_endpoint
    queue_endpoint    = local.shared.store.queue_endpoint
    package_container = local.shared.function_host.packages.etl
  }

  settings = merge(local.analytics_settings, local.power_bi_settings)
}

# The forecasts, apart from the ETL because their packages are large. One instance, for minutes a week;
# it needs no subnet, identity or role of its own.
module "models" {
  source = "../modules/function_app"

  name                  = local.names.models
  plan_name             = local.names.modeller
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  deployable            = "models"
  identity              = local.shared.identities.etl
  python_version        = local.shared.python_version
  instance_memory_mb    = 2048
  maximum_instances     = 1
  zone_redundant        = false
  public_network_access = local.profile.private_network ? false : true
  subnet_id             = local.profile.private_network ? local.shared.network.subnets.etl : null

  application_insights_connection_string = local.shared.observability.app_insights_string

  storage = {
    account_name      = local.shared.function_host.name
    blob_endpoint     = local.shared.function_host.blob_endpoint
    queue_endpoint    = local.shared.store.queue_endpoint
    package_container = local.shared.function_host.packages.models
  }

  settings = merge(local.analytics_settings, { LONJA_DATABASE_POOL = "1" })
}

# Any F size embeds reports; it costs by the hour until somebody pauses it (`az fabric capacity suspend`).
resource "azurerm_fabric_capacity" "this" {
  count = local.profile.fabric != null ? 1 : 0

  name                   = local.names.reports
  resource_group_name    = azurerm_resource_group.this.name
  location               = azurerm_resource_group.this.location
  administration_members = local.profile.fabric.administrators
  tags                   = local.tags

  sku {
    name = local.profile.fabric.sku
    tier = "Fabric"
  }
}
