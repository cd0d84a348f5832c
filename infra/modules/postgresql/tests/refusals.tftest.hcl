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

run "refuses_databases_none" {
  command = plan

  variables {
    databases = []
  }

  expect_failures = [var.databases]
}

run "refuses_size_sku" {
  command = plan

  variables {
    size = merge(var.size, { sku = "Standard_D2" })
  }

  expect_failures = [var.size]
}

run "refuses_size_storage" {
  command = plan

  variables {
    size = merge(var.size, { storage_gb = 100 })
  }

  expect_failures = [var.size]
}

run "refuses_size_backup" {
  command = plan

  variables {
    size = merge(var.size, { backup_days = 3 })
  }

  expect_failures = [var.size]
}

run "refuses_size_burstable_standby" {
  command = plan

  variables {
    size = merge(var.size, { high_availability = true })
  }

  expect_failures = [var.size]
}

run "refuses_administrator_type" {
  command = plan

  variables {
    administrator = merge(var.administrator, { principal_type = "Robot" })
  }

  expect_failures = [var.administrator]
}

run "refuses_administrator_no_guid" {
  command = plan

  variables {
    administrator = merge(var.administrator, { object_id = "somebody" })
  }

  expect_failures = [var.administrator]
}
