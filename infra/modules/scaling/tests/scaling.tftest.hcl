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

run "grows_and_shrinks" {
  assert {
    condition = {
      for rule in azurerm_monitor_autoscale_setting.this.profile[0].rule :
      rule.scale_action[0].direction => rule.metric_trigger[0].threshold
    } == { Increase = 65, Decrease = 30 }
    error_message = "Out near 65 percent of the processors, in below 30."
  }
}

run "stands_ready_for_a_sale" {
  variables {
    sales = { black-friday = { from = "2026-11-27T00:00:00Z", to = "2026-11-28T00:00:00Z", instances = 8 } }
  }

  assert {
    condition     = output.profiles == { black-friday = "8-10", every-day = "3-10" }
    error_message = "A sale raises the floor."
  }

  assert {
    condition     = one([for profile in azurerm_monitor_autoscale_setting.this.profile : profile.fixed_date[0].start if profile.name == "black-friday"]) == "2026-11-27T00:00:00Z"
    error_message = "The sale's profile holds on its day."
  }
}
