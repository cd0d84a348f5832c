# The shop's database, and in small environments the warehouse beside it.
module "database" {
  source = "../modules/postgresql"

  name                  = local.names.shop
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  databases             = toset(var.databases.warehouse == null ? ["lonja", "lonja_warehouse"] : ["lonja"])
  size                  = var.databases.transactional
  administrator         = var.database_administrator
  tenant_id             = data.azurerm_client_config.current.tenant_id
  public_network_access = var.private_network ? false : true
  delete_lock           = var.environment == "prod"
  read_replica          = var.databases.read_replica
  restore               = try(var.restore.transactional, null) == null ? null : { source_server_id = var.restore.transactional, time = var.restore.time }
}

locals {
  # Connections to the transactional server if every app grows as far as it may. Each web process
  # also keeps one to LISTEN on; workers per instance are those of the start commands; a staging slot
  # runs beside the app on the same instances.
  web_instances = {
    frontoffice = coalesce(var.plans.shared, var.plans.frontoffice).maximum
    backoffice  = coalesce(var.plans.shared, var.plans.backoffice).maximum
  }
  # In a small environment the warehouse's connections count here, too: those of the back office and
  # the ETL (a pool of 4 each, lonja.bootstrap), and the two by which the ETL copies.
  slots          = var.plans.shared == null ? 2 : 1
  warehouse_pool = var.databases.warehouse == null ? 4 : 0
  connections = {
    frontoffice = local.slots * local.web_instances.frontoffice * local.workers.frontoffice * (var.pools.frontoffice + 1)
    backoffice  = local.slots * local.web_instances.backoffice * local.workers.backoffice * (var.pools.backoffice + 1 + local.warehouse_pool)
    background  = var.functions.background * (var.pools.background + 1)
    etl         = var.functions.etl * (var.pools.etl + 2 + local.warehouse_pool)
    migrations  = 2
  }
  workers = {
    frontoffice = local.workers_by_sku[coalesce(var.plans.shared, var.plans.frontoffice).sku]
    backoffice  = 1
  }
  # One per core.
  workers_by_sku = {
    B1 = 1, B2 = 2, B3 = 4, P0v3 = 1, P1v3 = 2, P2v3 = 4, P3v3 = 8, P0v4 = 1, P1v4 = 2, P2v4 = 4, P3v4 = 8
  }
}
