# Every rule of the profile, broken once.
run "refuses_null_where_a_value_is_needed" {
  command = plan

  variables {
    profile = merge(var.profile, { alerts = null })
  }

  expect_failures = [var.profile]
}

run "refuses_project_long" {
  command = plan

  variables {
    profile = merge(var.profile, { project = "lonja-shop" })
  }

  expect_failures = [var.profile]
}

run "refuses_environment_unknown" {
  command = plan

  variables {
    profile = merge(var.profile, { environment = "qa" })
  }

  expect_failures = [var.profile]
}

run "refuses_demo_in_production" {
  command = plan

  variables {
    profile = merge(var.profile, {
      environment = "prod"
      demo        = true
    })
  }

  expect_failures = [var.profile]
}

run "refuses_location_unknown" {
  command = plan

  variables {
    profile = merge(var.profile, { location = "West Europe" })
  }

  expect_failures = [var.profile]
}

run "refuses_owner_empty" {
  command = plan

  variables {
    profile = merge(var.profile, { owner = "" })
  }

  expect_failures = [var.profile]
}

run "refuses_cost_center_empty" {
  command = plan

  variables {
    profile = merge(var.profile, { cost_center = "" })
  }

  expect_failures = [var.profile]
}

run "refuses_alert_emails_none" {
  command = plan

  variables {
    profile = merge(var.profile, { alert_emails = [] })
  }

  expect_failures = [var.profile]
}

run "refuses_alert_emails_no_address" {
  command = plan

  variables {
    profile = merge(var.profile, { alert_emails = ["nobody"] })
  }

  expect_failures = [var.profile]
}

run "refuses_budgets_from_mid_month" {
  command = plan

  variables {
    profile = merge(var.profile, { budgets = merge(var.profile.budgets, { from = "2026-12-15T00:00:00Z" }) })
  }

  expect_failures = [var.profile]
}

run "refuses_budgets_of_nothing" {
  command = plan

  variables {
    profile = merge(var.profile, { budgets = merge(var.profile.budgets, { frontoffice = 0 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_state_account_name" {
  command = plan

  variables {
    profile = merge(var.profile, { state = merge(var.profile.state, { storage_account_name = "Not_A_Name" }) })
  }

  expect_failures = [var.profile]
}

run "refuses_database_administrator_no_guid" {
  command = plan

  variables {
    profile = merge(var.profile, { database_administrator = merge(var.profile.database_administrator, { object_id = "somebody" }) })
  }

  expect_failures = [var.profile]
}

run "refuses_database_administrator_type" {
  command = plan

  variables {
    profile = merge(var.profile, { database_administrator = merge(var.profile.database_administrator, { principal_type = "Robot" }) })
  }

  expect_failures = [var.profile]
}

run "refuses_hosts_with_scheme" {
  command = plan

  variables {
    profile = merge(var.profile, { hosts = { shop = "https://shop.example.com", backoffice = "backoffice.example.com" } })
  }

  expect_failures = [var.profile]
}

run "refuses_plans_shared_and_own" {
  command = plan

  variables {
    profile = merge(var.profile, { plans = merge(var.profile.plans, { backoffice = { sku = "P0v3", minimum = 1, maximum = 1 } }) })
  }

  expect_failures = [var.profile]
}

run "refuses_plans_neither" {
  command = plan

  variables {
    profile = merge(var.profile, { plans = { shared = null, frontoffice = { sku = "P0v3", minimum = 1, maximum = 1 }, backoffice = null } })
  }

  expect_failures = [var.profile]
}

run "refuses_plans_sku" {
  command = plan

  variables {
    profile = merge(var.profile, { plans = { shared = { sku = "F1", minimum = 1, maximum = 1 }, frontoffice = null, backoffice = null } })
  }

  expect_failures = [var.profile]
}

run "refuses_plans_no_instance" {
  command = plan

  variables {
    profile = merge(var.profile, { plans = { shared = { sku = "B1", minimum = 0, maximum = 0 }, frontoffice = null, backoffice = null } })
  }

  expect_failures = [var.profile]
}

run "refuses_plans_basic_that_scales" {
  command = plan

  variables {
    profile = merge(var.profile, { plans = { shared = { sku = "B1", minimum = 1, maximum = 3 }, frontoffice = null, backoffice = null } })
  }

  expect_failures = [var.profile]
}

run "refuses_databases_replica_of_burstable" {
  command = plan

  variables {
    profile = merge(var.profile, { databases = merge(var.profile.databases, { read_replica = true }) })
  }

  expect_failures = [var.profile]
}

run "refuses_restore_no_id" {
  command = plan

  variables {
    profile = merge(var.profile, { restore = { transactional = "psql-lonja", warehouse = null, time = null } })
  }

  expect_failures = [var.profile]
}

run "refuses_restore_time" {
  command = plan

  variables {
    profile = merge(var.profile, { restore = { transactional = null, warehouse = null, time = "yesterday" } })
  }

  expect_failures = [var.profile]
}

run "refuses_pools_empty" {
  command = plan

  variables {
    profile = merge(var.profile, { pools = merge(var.profile.pools, { etl = 0 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_functions_memory" {
  command = plan

  variables {
    profile = merge(var.profile, { functions = merge(var.profile.functions, { memory_mb = 1024 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_functions_instances" {
  command = plan

  variables {
    profile = merge(var.profile, { functions = merge(var.profile.functions, { background = 1001 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_storage_replication_unknown" {
  command = plan

  variables {
    profile = merge(var.profile, { storage_replication = "RAGRS" })
  }

  expect_failures = [var.profile]
}

run "refuses_logs_daily_gb" {
  command = plan

  variables {
    profile = merge(var.profile, { logs = merge(var.profile.logs, { daily_gb = 0 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_logs_retention" {
  command = plan

  variables {
    profile = merge(var.profile, { logs = merge(var.profile.logs, { retention_days = 7 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_logs_sampling" {
  command = plan

  variables {
    profile = merge(var.profile, { logs = merge(var.profile.logs, { sampling_percent = 0 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_front_door_rate" {
  command = plan

  variables {
    profile = merge(var.profile, {
      hosts      = { shop = "shop.example.com", backoffice = "backoffice.example.com" }
      front_door = { requests_per_minute = 1, staff_networks = [] }
    })
  }

  expect_failures = [var.profile]
}

run "refuses_front_door_networks" {
  command = plan

  variables {
    profile = merge(var.profile, {
      hosts      = { shop = "shop.example.com", backoffice = "backoffice.example.com" }
      front_door = { requests_per_minute = 600, staff_networks = ["the office"] }
    })
  }

  expect_failures = [var.profile]
}

run "refuses_front_door_without_hosts" {
  command = plan

  variables {
    profile = merge(var.profile, { front_door = { requests_per_minute = 600, staff_networks = [] } })
  }

  expect_failures = [var.profile]
}

run "refuses_mail_data_location" {
  command = plan

  variables {
    profile = merge(var.profile, { mail = merge(var.profile.mail, { data_location = "Atlantis" }) })
  }

  expect_failures = [var.profile]
}

run "refuses_mail_sender" {
  command = plan

  variables {
    profile = merge(var.profile, { mail = merge(var.profile.mail, { sender = "orders@shop" }) })
  }

  expect_failures = [var.profile]
}

run "refuses_mail_per_minute" {
  command = plan

  variables {
    profile = merge(var.profile, { mail = merge(var.profile.mail, { per_minute = 0 }) })
  }

  expect_failures = [var.profile]
}

run "refuses_fabric_sku" {
  command = plan

  variables {
    profile = merge(var.profile, { fabric = merge(var.profile.fabric, { sku = "A1" }) })
  }

  expect_failures = [var.profile]
}

run "refuses_fabric_no_administrator" {
  command = plan

  variables {
    profile = merge(var.profile, { fabric = merge(var.profile.fabric, { administrators = [] }) })
  }

  expect_failures = [var.profile]
}
