mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                  = "psql-lonja-dev-shop-00000"
  resource_group_name   = "rg-lonja-dev-functions"
  location              = "westeurope"
  tags                  = { env = "dev" }
  databases             = ["lonja"]
  tenant_id             = "11111111-1111-1111-1111-111111111111"
  public_network_access = true
  delete_lock           = false

  size = {
    sku               = "B_Standard_B1ms"
    storage_gb        = 32
    backup_days       = 7
    geo_backup        = false
    high_availability = false
  }

  administrator = {
    object_id      = "00000000-0000-0000-0000-0000000000d0"
    principal_name = "administrators"
    principal_type = "Group"
  }
}


run "begins_empty" {
  assert {
    condition     = azurerm_postgresql_flexible_server.this.create_mode == "Default" && output.replica == null
    error_message = "Nothing is copied unless it is asked for."
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
    error_message = "With a time, the server is restored to it."
  }
}

run "comes_back_in_another_region" {
  variables {
    location = "northeurope"
    restore = {
      source_server_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql"
      time             = null
    }
  }

  plan_options {
    replace = [azurerm_postgresql_flexible_server.this]
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.create_mode == "GeoRestore" && azurerm_postgresql_flexible_server.this.location == "northeurope"
    error_message = "Without a time, the server is made of the backup in the paired region."
  }
}

run "is_followed_by_a_replica" {
  variables {
    read_replica = true
    size         = merge(var.size, { sku = "GP_Standard_D2ds_v5" })
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.replica[0].create_mode == "Replica" && azurerm_postgresql_flexible_server.replica[0].source_server_id == azurerm_postgresql_flexible_server.this.id && !azurerm_postgresql_flexible_server.replica[0].authentication[0].password_auth_enabled
    error_message = "The replica follows the server and takes no passwords either."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server_virtual_endpoint.this[0].type == "ReadWrite"
    error_message = "A name stays when the replica is promoted."
  }
}
