# With an environment's values: terraform test -var-file=../../environments/prod.tfvars
mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                  = "psql-lonja-${var.profile.environment}-shop-00000"
  resource_group_name   = "rg-lonja-${var.profile.environment}-functions"
  location              = var.profile.location
  tags                  = { env = var.profile.environment }
  databases             = ["lonja"]
  size                  = var.profile.databases.transactional
  administrator         = var.profile.database_administrator
  tenant_id             = "11111111-1111-1111-1111-111111111111"
  public_network_access = !var.profile.private_network
  delete_lock           = var.profile.environment == "prod"
}

run "server" {
  assert {
    condition     = azurerm_postgresql_flexible_server.this.authentication[0].active_directory_auth_enabled && !azurerm_postgresql_flexible_server.this.authentication[0].password_auth_enabled && azurerm_postgresql_flexible_server.this.authentication[0].tenant_id == var.tenant_id
    error_message = "[6] The server takes tokens of our tenant, and no passwords."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server_active_directory_administrator.this.object_id == var.administrator.object_id
    error_message = "[6] The group of the environment administers the server."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.public_network_access_enabled == (var.profile.environment != "prod") && length(azurerm_postgresql_flexible_server_firewall_rule.azure) == (var.profile.environment == "prod" ? 0 : 1)
    error_message = "[16] In production the server has no public address."
  }

  assert {
    condition     = join(", ", azurerm_postgresql_flexible_server.this.high_availability[*].mode) == (var.profile.environment == "prod" ? "ZoneRedundant" : "")
    error_message = "[22] In production a standby waits in another zone."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.backup_retention_days == (var.profile.environment == "prod" ? 35 : 7) && azurerm_postgresql_flexible_server.this.geo_redundant_backup_enabled == (var.profile.environment == "prod")
    error_message = "[34] The server goes back 7 days; in production 35, from another region too."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.auto_grow_enabled && azurerm_postgresql_flexible_server.this.maintenance_window[0].start_hour == 3
    error_message = "[34] The disk grows before it is full, and maintenance comes at night."
  }

  assert {
    condition = {
      for name in ["require_secure_transport", "azure.extensions", "connection_throttle.enable", "log_min_duration_statement", "pg_qs.query_capture_mode"] :
      name => azurerm_postgresql_flexible_server_configuration.this[name].value
      } == {
      require_secure_transport     = "on"
      "azure.extensions"           = "PG_TRGM,UNACCENT,BTREE_GIN,PG_STAT_STATEMENTS"
      "connection_throttle.enable" = "on"
      log_min_duration_statement   = "1000"
      "pg_qs.query_capture_mode"   = "top"
    }
    error_message = "[39] TLS only, few extensions, guessing is throttled, and slow queries are written down."
  }

  assert {
    condition     = join(", ", [for name, parameter in azurerm_postgresql_flexible_server_configuration.this : "${name}=${parameter.value}" if startswith(name, "pgbouncer.")]) == (var.profile.environment == "prod" ? "pgbouncer.enabled=true, pgbouncer.max_prepared_statements=200" : "")
    error_message = "[39] Where the tier has PgBouncer, it is on."
  }

  assert {
    condition     = join(", ", azurerm_management_lock.this[*].lock_level) == (var.profile.environment == "prod" ? "CanNotDelete" : "")
    error_message = "[40] In production nobody deletes the server by accident."
  }
}

run "begins_empty" {
  assert {
    condition     = azurerm_postgresql_flexible_server.this.create_mode == "Default" && output.replica == null
    error_message = "[36] Nothing is copied unless it is asked for."
  }
}

run "goes_back_to_a_time" {
  variables {
    restore = {
      source_server_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql"
      time             = "2026-12-24T18:00:00Z"
    }
  }

  # A drill builds a second server beside the first.
  plan_options {
    replace = [azurerm_postgresql_flexible_server.this]
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.create_mode == "PointInTimeRestore" && azurerm_postgresql_flexible_server.this.point_in_time_restore_time_in_utc == "2026-12-24T18:00:00Z"
    error_message = "[36] With a time, the server is restored to it."
  }
}

run "comes_back_in_another_region" {
  variables {
    location = "germanywestcentral"
    restore = {
      source_server_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql"
      time             = null
    }
  }

  plan_options {
    replace = [azurerm_postgresql_flexible_server.this]
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.create_mode == "GeoRestore" && azurerm_postgresql_flexible_server.this.location == "germanywestcentral"
    error_message = "[36] Without a time, the server is made of the backup in the paired region."
  }
}

run "is_followed_by_a_replica" {
  variables {
    read_replica = true
    size         = merge(var.size, { sku = "GP_Standard_D2ds_v5" })
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.replica[0].create_mode == "Replica" && azurerm_postgresql_flexible_server.replica[0].source_server_id == azurerm_postgresql_flexible_server.this.id && !azurerm_postgresql_flexible_server.replica[0].authentication[0].password_auth_enabled
    error_message = "[37] The replica follows the server and takes no passwords either."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server_virtual_endpoint.this[0].type == "ReadWrite"
    error_message = "[37] A name stays when the replica is promoted."
  }
}
