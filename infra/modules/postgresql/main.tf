# One flexible server: Entra tokens only, TLS only, hardened, with PgBouncer where the tier has it.
locals {
  has_pgbouncer = !startswith(var.size.sku, "B_")

  # User connections by size (limits of the service, less the 15 that Azure keeps for itself).
  user_connections = lookup({
    B_Standard_B1ms     = 35
    B_Standard_B2s      = 414
    GP_Standard_D2ds_v5 = 844
    GP_Standard_D2ds_v4 = 844
    GP_Standard_D2s_v3  = 844
    GP_Standard_D4ds_v5 = 1703
    GP_Standard_D4s_v3  = 1703
    GP_Standard_D8ds_v5 = 3422
  }, var.size.sku, 844)

  hardening = merge({
    require_secure_transport                = "on"
    "azure.extensions"                      = "PG_TRGM,UNACCENT,BTREE_GIN,PG_STAT_STATEMENTS"
    "connection_throttle.enable"            = "on"
    log_checkpoints                         = "on"
    log_connections                         = "on"
    log_disconnections                      = "on"
    log_min_duration_statement              = "1000"
    "pg_qs.query_capture_mode"              = "top"
    "pgms_wait_sampling.query_capture_mode" = "all"
    }, local.has_pgbouncer ? {
    "pgbouncer.enabled"                 = "true"
    "pgbouncer.max_prepared_statements" = "200"
  } : {})
}

resource "azurerm_postgresql_flexible_server" "this" {
  #checkov:skip=CKV2_AZURE_57:The stack makes the endpoint with the module private_endpoints, which checkov does not follow; tests/prod.tftest.hcl holds it.
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  version                       = "18"
  sku_name                      = var.size.sku
  storage_mb                    = var.size.storage_gb * 1024
  auto_grow_enabled             = true
  backup_retention_days         = var.size.backup_days
  geo_redundant_backup_enabled  = var.size.geo_backup
  public_network_access_enabled = var.public_network_access
  tags                          = var.tags

  create_mode                       = var.restore == null ? "Default" : (var.restore.time == null ? "GeoRestore" : "PointInTimeRestore")
  source_server_id                  = var.restore == null ? null : var.restore.source_server_id
  point_in_time_restore_time_in_utc = var.restore == null ? null : var.restore.time

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = var.tenant_id
  }

  dynamic "high_availability" {
    for_each = var.size.high_availability ? [true] : []

    content {
      mode = "ZoneRedundant"
    }
  }

  maintenance_window {
    day_of_week  = 2
    start_hour   = 3
    start_minute = 0
  }

  lifecycle {
    # A failover swaps the zones, a disk grows by itself (and to make it smaller again is to make a new
    # server), and how a server began matters only once; none of it is drift.
    ignore_changes = [
      zone,
      storage_mb,
      high_availability[0].standby_availability_zone,
      create_mode,
      source_server_id,
      point_in_time_restore_time_in_utc,
    ]
  }
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
  server_name         = azurerm_postgresql_flexible_server.this.name
  resource_group_name = var.resource_group_name
  tenant_id           = var.tenant_id
  object_id           = var.administrator.object_id
  principal_name      = var.administrator.principal_name
  principal_type      = var.administrator.principal_type
}

resource "azurerm_postgresql_flexible_server_database" "this" {
  for_each = var.databases

  name      = each.value
  server_id = azurerm_postgresql_flexible_server.this.id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_postgresql_flexible_server_configuration" "this" {
  for_each = merge(local.hardening, var.parameters)

  name      = each.key
  server_id = azurerm_postgresql_flexible_server.this.id
  value     = each.value
}

# Without a network, Flex Consumption has no fixed outbound addresses to list, so the rule names
# Azure as a whole; what keeps others out is that only a token of this tenant opens a session.
resource "azurerm_postgresql_flexible_server_firewall_rule" "azure" {
  #checkov:skip=CKV2_AZURE_26:Only an environment without a network has the rule.
  count = var.public_network_access ? 1 : 0

  name             = "azure-services"
  server_id        = azurerm_postgresql_flexible_server.this.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"
}

resource "azurerm_postgresql_flexible_server" "replica" {
  #checkov:skip=CKV2_AZURE_57:The stack makes the endpoint with the module private_endpoints, which checkov does not follow.
  count = var.read_replica ? 1 : 0

  name                          = "${var.name}-replica"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  version                       = azurerm_postgresql_flexible_server.this.version
  create_mode                   = "Replica"
  source_server_id              = azurerm_postgresql_flexible_server.this.id
  sku_name                      = var.size.sku
  storage_mb                    = var.size.storage_gb * 1024
  auto_grow_enabled             = true
  public_network_access_enabled = var.public_network_access
  tags                          = var.tags

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = var.tenant_id
  }

  lifecycle {
    ignore_changes = [zone, storage_mb]
  }

  # It copies the parameters that its source has at that moment.
  depends_on = [azurerm_postgresql_flexible_server_configuration.this]
}

# Without it a long list could be cancelled by what has to be replayed.
resource "azurerm_postgresql_flexible_server_configuration" "replica" {
  count = var.read_replica ? 1 : 0

  name      = "hot_standby_feedback"
  server_id = azurerm_postgresql_flexible_server.replica[0].id
  value     = "on"
}

# A name that stays when the replica is promoted.
resource "azurerm_postgresql_flexible_server_virtual_endpoint" "this" {
  count = var.read_replica ? 1 : 0

  name              = var.name
  source_server_id  = azurerm_postgresql_flexible_server.this.id
  replica_server_id = azurerm_postgresql_flexible_server.replica[0].id
  type              = "ReadWrite"
}

resource "azurerm_management_lock" "this" {
  count = var.delete_lock ? 1 : 0

  name       = "keep"
  scope      = azurerm_postgresql_flexible_server.this.id
  lock_level = "CanNotDelete"
  notes      = "The database of the shop. Remove the lock in a change of its own."
}
