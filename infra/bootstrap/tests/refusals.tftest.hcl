mock_provider "azurerm" {
  source = "../tests/mocks"
}

variables {
  owner              = "shop-team"
  cost_center        = "lonja"
  state_account_name = "stlonjatfstate"
  github_repository  = "example/lonja"
}

run "refuses_project_long" {
  command = plan

  variables {
    project = "lonja-shop"
  }

  expect_failures = [var.project]
}

run "refuses_location_with_space" {
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

run "refuses_state_account_name_with_dash" {
  command = plan

  variables {
    state_account_name = "st-lonja"
  }

  expect_failures = [var.state_account_name]
}

run "refuses_environments_unknown" {
  command = plan

  variables {
    environments = ["qa"]
  }

  expect_failures = [var.environments]
}

run "refuses_github_repository_address" {
  command = plan

  variables {
    github_repository = "https://github.com/example/lonja"
  }

  expect_failures = [var.github_repository]
}
