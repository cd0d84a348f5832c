mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

run "refuses_sales_that_end_before_they_begin" {
  command = plan

  variables {
    profile = merge(var.profile, {
      plans = {
        shared      = null
        frontoffice = { sku = "P1v3", minimum = 3, maximum = 10 }
        backoffice  = { sku = "P0v3", minimum = 2, maximum = 4 }
      }
    })
    sales = { black-friday = { from = "2026-11-28T00:00:00Z", to = "2026-11-27T00:00:00Z", instances = 8 } }
  }

  expect_failures = [var.sales]
}

run "refuses_sales_above_the_maximum" {
  command = plan

  variables {
    profile = merge(var.profile, {
      plans = {
        shared      = null
        frontoffice = { sku = "P1v3", minimum = 3, maximum = 10 }
        backoffice  = { sku = "P0v3", minimum = 2, maximum = 4 }
      }
    })
    sales = { black-friday = { from = "2026-11-27T00:00:00Z", to = "2026-11-28T00:00:00Z", instances = 11 } }
  }

  expect_failures = [var.sales]
}
