# The shop's database, and in small environments the warehouse beside it.
module "database" {
  source = "../modules/postgresql"

  name                  = local.names.shop
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  databases             = toset(local.profile.databases.warehouse == null ? ["lonja", "lonja_warehouse"] : ["lonja"])
  size                  = local.profile.databases.transactional
  administrator         = local.profile.database_administrator
  tenant_id             = data.azurerm_client_config.current.tenant_id
  public_network_access = local.profile.private_network ? false : true
  delete_lock           = local.profile.environment == "prod"
  read_replica          = local.profile.databases.read_replica
  restore               = try(local.profile.restore.transactional, null) == null ? null : { source_server_id = local.profile.restore.transactional, time = local.profile.restore.time }
}

locals {
  # Connections to the transactional server if every app grows as far as it may. Each web process
  # also keeps one to LISTEN on; workers per instance are those of the start commands; a staging slot
  # runs beside the app on the same instances.
  web_instances = {
    frontoffice = coalesce(local.profile.plans.shared, local.profile.plans.frontoffice).maximum
    backoffice  = coalesce(local.profile.plans.shared, local.profile.plans.backoffice).maximum
  }
  # In a small environment the warehouse's connections count here, too: those of the back office and
  # the ETL (a pool of 4 each, lonja.bootstrap), and the two by which the ETL copies.
  slots          = local.profile.plans.shared == null ? 2 : 1
  warehouse_pool = local.profile.databases.warehouse == null ? 4 : 0
  connections = {
    frontoffice = local.slots * local.web_instances.frontoffice * local.workers.frontoffice * (local.profile.pools.frontoffice + 1)
    backoffice  = local.slots * local.web_instances.backoffice * local.workers.backoffice * (local.profile.pools.backoffice + 1 + local.warehouse_pool)
    background  = local.profile.functions.background * (local.profile.pools.background + 1)
    etl         = local.profile.functions.etl * (local.profile.pools.etl + 2 + local.warehouse_pool)
    models      = local.warehouse_pool == 0 ? 1 : 2 # one message at a time, one connection of each kind
    migrations  = 2
  }
  workers = {
    frontoffice = local.workers_by_sku[coalesce(local.profile.plans.shared, local.profile.plans.frontoffice).sku]
    backoffice  = 1
  }
  # One per core.
  workers_by_sku = {
    B1 = 1, B2 = 2, B3 = 4, P0v3 = 1, P1v3 = 2, P2v3 = 4, P3v3 = 8, P0v4 = 1, P1v4 = 2, P2v4 = 4, P3v4 = 8
  }
}
