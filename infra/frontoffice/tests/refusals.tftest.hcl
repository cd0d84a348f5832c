mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

run "refuses_sales_that_end_before_they_begin" {
  command = plan

  variables {
    sales = { black-friday = { from = "2026-11-28T00:00:00Z", to = "2026-11-27T00:00:00Z", instances = 12 } }
  }

  expect_failures = [var.sales]
}

run "refuses_sales_with_no_instance" {
  command = plan

  variables {
    sales = { black-friday = { from = "2026-11-27T00:00:00Z", to = "2026-11-28T00:00:00Z", instances = 0 } }
  }

  expect_failures = [var.sales]
}
