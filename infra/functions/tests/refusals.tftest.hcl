# Every rule of variables.profile.tf, broken once. (The file is the same in the three stacks.)
mock_provider "azurerm" {
  source = "../tests/mocks"
}

run "refuses_project_long" {
  command = plan

  variables {
    project = "lonja-shop"
  }

  expect_failures = [var.project]
}

run "refuses_environment_unknown" {
  command = plan

  variables {
    environment = "qa"
  }

  expect_failures = [var.environment]
}

run "refuses_demo_in_production" {
  command = plan

  variables {
    environment = "prod"
    demo        = true
  }

  expect_failures = [var.demo]
}

run "refuses_location_unknown" {
  command = plan

  variables {
    location = "West Europe"
  }

  expect_failures = [var.location]
}

run "refuses_owner_empty" {
  command = plan

  variables {
    owner = ""
  }

  expect_failures = [var.owner]
}

run "refuses_cost_center_empty" {
  command = plan

  variables {
    cost_center = ""
  }

  expect_failures = [var.cost_center]
}

run "refuses_alert_emails_none" {
  command = plan

  variables {
    alert_emails = []
  }

  expect_failures = [var.alert_emails]
}

run "refuses_alert_emails_no_address" {
  command = plan

  variables {
    alert_emails = ["nobody"]
  }

  expect_failures = [var.alert_emails]
}

run "refuses_budgets_from_mid_month" {
  command = plan

  variables {
    budgets = merge(var.budgets, { from = "2026-12-15T00:00:00Z" })
  }

  expect_failures = [var.budgets]
}

run "refuses_budgets_of_nothing" {
  command = plan

  variables {
    budgets = merge(var.budgets, { frontoffice = 0 })
  }

  expect_failures = [var.budgets]
}

run "refuses_state_account_name" {
  command = plan

  variables {
    state = merge(var.state, { storage_account_name = "Not_A_Name" })
  }

  expect_failures = [var.state]
}

run "refuses_database_administrator_no_guid" {
  command = plan

  variables {
    database_administrator = merge(var.database_administrator, { object_id = "somebody" })
  }

  expect_failures = [var.database_administrator]
}

run "refuses_database_administrator_type" {
  command = plan

  variables {
    database_administrator = merge(var.database_administrator, { principal_type = "Robot" })
  }

  expect_failures = [var.database_administrator]
}

run "refuses_hosts_with_scheme" {
  command = plan

  variables {
    hosts = { shop = "https://shop.example.com", backoffice = "backoffice.example.com" }
  }

  expect_failures = [var.hosts]
}

run "refuses_plans_shared_and_own" {
  command = plan

  variables {
    plans = merge(var.plans, { backoffice = { sku = "P0v3", minimum = 1, maximum = 1 } })
  }

  expect_failures = [var.plans]
}

run "refuses_plans_neither" {
  command = plan

  variables {
    plans = { shared = null, frontoffice = { sku = "P0v3", minimum = 1, maximum = 1 }, backoffice = null }
  }

  expect_failures = [var.plans]
}

run "refuses_plans_sku" {
  command = plan

  variables {
    plans = { shared = { sku = "F1", minimum = 1, maximum = 1 }, frontoffice = null, backoffice = null }
  }

  expect_failures = [var.plans]
}

run "refuses_plans_no_instance" {
  command = plan

  variables {
    plans = { shared = { sku = "B1", minimum = 0, maximum = 0 }, frontoffice = null, backoffice = null }
  }

  expect_failures = [var.plans]
}

run "refuses_plans_basic_that_scales" {
  command = plan

  variables {
    plans = { shared = { sku = "B1", minimum = 1, maximum = 3 }, frontoffice = null, backoffice = null }
  }

  expect_failures = [var.plans]
}

run "refuses_databases_replica_of_burstable" {
  command = plan

  variables {
    databases = merge(var.databases, { read_replica = true })
  }

  expect_failures = [var.databases]
}

run "refuses_restore_no_id" {
  command = plan

  variables {
    restore = { transactional = "psql-lonja", warehouse = null, time = null }
  }

  expect_failures = [var.restore]
}

run "refuses_restore_time" {
  command = plan

  variables {
    restore = { transactional = null, warehouse = null, time = "yesterday" }
  }

  expect_failures = [var.restore]
}

run "refuses_pools_empty" {
  command = plan

  variables {
    pools = merge(var.pools, { etl = 0 })
  }

  expect_failures = [var.pools]
}

run "refuses_functions_memory" {
  command = plan

  variables {
    functions = merge(var.functions, { memory_mb = 1024 })
  }

  expect_failures = [var.functions]
}

run "refuses_functions_instances" {
  command = plan

  variables {
    functions = merge(var.functions, { background = 1001 })
  }

  expect_failures = [var.functions]
}

run "refuses_storage_replication_unknown" {
  command = plan

  variables {
    storage_replication = "RAGRS"
  }

  expect_failures = [var.storage_replication]
}

run "refuses_logs_daily_gb" {
  command = plan

  variables {
    logs = merge(var.logs, { daily_gb = 0 })
  }

  expect_failures = [var.logs]
}

run "refuses_logs_retention" {
  command = plan

  variables {
    logs = merge(var.logs, { retention_days = 7 })
  }

  expect_failures = [var.logs]
}

run "refuses_logs_sampling" {
  command = plan

  variables {
    logs = merge(var.logs, { sampling_percent = 0 })
  }

  expect_failures = [var.logs]
}

run "refuses_front_door_rate" {
  command = plan

  variables {
    hosts      = { shop = "shop.example.com", backoffice = "backoffice.example.com" }
    front_door = { requests_per_minute = 1, staff_networks = [] }
  }

  expect_failures = [var.front_door]
}

run "refuses_front_door_networks" {
  command = plan

  variables {
    hosts      = { shop = "shop.example.com", backoffice = "backoffice.example.com" }
    front_door = { requests_per_minute = 600, staff_networks = ["the office"] }
  }

  expect_failures = [var.front_door]
}

run "refuses_front_door_without_hosts" {
  command = plan

  variables {
    front_door = { requests_per_minute = 600, staff_networks = [] }
  }

  expect_failures = [var.front_door]
}

run "refuses_mail_data_location" {
  command = plan

  variables {
    mail = merge(var.mail, { data_location = "Atlantis" })
  }

  expect_failures = [var.mail]
}

run "refuses_mail_sender" {
  command = plan

  variables {
    mail = merge(var.mail, { sender = "orders@shop" })
  }

  expect_failures = [var.mail]
}

run "refuses_mail_per_minute" {
  command = plan

  variables {
    mail = merge(var.mail, { per_minute = 0 })
  }

  expect_failures = [var.mail]
}

run "refuses_fabric_sku" {
  command = plan

  variables {
    fabric = merge(var.fabric, { sku = "A1" })
  }

  expect_failures = [var.fabric]
}

run "refuses_fabric_no_administrator" {
  command = plan

  variables {
    fabric = merge(var.fabric, { administrators = [] })
  }

  expect_failures = [var.fabric]
}
