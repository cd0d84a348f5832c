variables {
  project         = "lonja"
  environment     = "prod"
  stack           = "functions"
  location        = "westeurope"
  subscription_id = "00000000-0000-0000-0000-000000000001"
  owner           = "shop-team"
  cost_center     = "lonja-prod"
  components      = { background = "function_app" }
}

run "refuses_project_long" {
  command = plan

  variables {
    project = "lonjashop"
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

run "refuses_stack_unknown" {
  command = plan

  variables {
    stack = "shop"
  }

  expect_failures = [var.stack]
}

run "refuses_location_unknown" {
  command = plan

  variables {
    location = "moon"
  }

  expect_failures = [var.location]
}

run "refuses_subscription_id_no_guid" {
  command = plan

  variables {
    subscription_id = "mine"
  }

  expect_failures = [var.subscription_id]
}

run "refuses_components_with_dash" {
  command = plan

  variables {
    components = { back-office = "web_app" }
  }

  expect_failures = [var.components]
}
