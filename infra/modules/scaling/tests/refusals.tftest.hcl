mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                = "autoscale-lonja-prod-frontoffice"
  resource_group_name = "rg-lonja-prod-frontoffice-weu"
  location            = "westeurope"
  tags                = { env = "prod" }
  plan_id             = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/serverFarms/asp"
  minimum             = 3
  maximum             = 10
  emails              = ["oncall@example.com"]
}

run "refuses_minimum_of_nothing" {
  command = plan

  variables {
    minimum = 0
  }

  expect_failures = [var.minimum]
}

run "refuses_maximum_that_does_not_grow" {
  command = plan

  variables {
    maximum = 3
  }

  expect_failures = [var.maximum]
}

run "refuses_sales_above_the_maximum" {
  command = plan

  variables {
    sales = { black-friday = { from = "2026-11-27T00:00:00Z", to = "2026-11-28T00:00:00Z", instances = 11 } }
  }

  expect_failures = [var.sales]
}
