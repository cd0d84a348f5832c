# Backups beyond the 35 days of the server itself, out of reach of whoever can delete the server. The
# warehouse has none: the ETL builds it again from the shop.
resource "azurerm_data_protection_backup_vault" "this" {
  count = local.profile.databases.long_term_backup ? 1 : 0

  name                       = local.names.backups
  resource_group_name        = azurerm_resource_group.this.name
  location                   = azurerm_resource_group.this.location
  datastore_type             = "VaultStore"
  redundancy                 = "GeoRedundant"
  soft_delete                = "On"
  retention_duration_in_days = 14
  immutability               = "Unlocked"
  tags                       = local.tags

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_data_protection_backup_policy_postgresql_flexible_server" "this" {
  count = local.profile.databases.long_term_backup ? 1 : 0

  name                            = "weekly"
  vault_id                        = azurerm_data_protection_backup_vault.this[0].id
  backup_repeating_time_intervals = ["R/2026-12-06T02:00:00+00:00/P1W"]
  time_zone                       = "UTC"

  default_retention_rule {
    life_cycle {
      data_store_type = "VaultStore"
      duration        = "P3M"
    }
  }

  retention_rule {
    name     = "monthly"
    priority = 20

    criteria {
      absolute_criteria = "FirstOfMonth"
    }

    life_cycle {
      data_store_type = "VaultStore"
      duration        = "P1Y"
    }
  }

  # Books are kept for six years.
  retention_rule {
    name     = "yearly"
    priority = 10

    criteria {
      absolute_criteria = "FirstOfYear"
    }

    life_cycle {
      data_store_type = "VaultStore"
      duration        = "P6Y"
    }
  }
}

resource "azurerm_role_assignment" "backup" {
  count = local.profile.databases.long_term_backup ? 1 : 0

  scope                = module.database.id
  role_definition_name = "PostgreSQL Flexible Server Long Term Retention Backup Role"
  principal_id         = azurerm_data_protection_backup_vault.this[0].identity[0].principal_id
  principal_type       = "ServicePrincipal"
}

# The service asks for this on the group, not on the server.
resource "azurerm_role_assignment" "backup_reader" {
  count = local.profile.databases.long_term_backup ? 1 : 0

  scope                = azurerm_resource_group.this.id
  role_definition_name = "Reader"
  principal_id         = azurerm_data_protection_backup_vault.this[0].identity[0].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_data_protection_backup_instance_postgresql_flexible_server" "this" {
  count = local.profile.databases.long_term_backup ? 1 : 0

  name             = module.database.name
  location         = azurerm_resource_group.this.location
  vault_id         = azurerm_data_protection_backup_vault.this[0].id
  server_id        = module.database.id
  backup_policy_id = azurerm_data_protection_backup_policy_postgresql_flexible_server.this[0].id

  depends_on = [azurerm_role_assignment.backup, azurerm_role_assignment.backup_reader]
}

# Azure rings by itself when a copy fails; this says whom it tells.
resource "azurerm_monitor_alert_processing_rule_action_group" "backups" {
  count = local.profile.databases.long_term_backup && local.profile.alerts ? 1 : 0

  name                 = "${local.profile.project}-${local.profile.environment}-backups"
  description          = "Who is told when a backup of the vault fails."
  resource_group_name  = azurerm_resource_group.this.name
  scopes               = [azurerm_data_protection_backup_vault.this[0].id]
  add_action_group_ids = [module.watch.action_group_id]
  tags                 = local.tags
}
