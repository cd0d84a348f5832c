# With production's values: terraform test -var-file=../../environments/prod.tfvars
mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                = "autoscale-lonja-prod-frontoffice"
  resource_group_name = "rg-lonja-prod-frontoffice-weu"
  location            = var.profile.location
  tags                = { env = "prod" }
  plan_id             = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/serverFarms/asp"
  minimum             = var.profile.plans.frontoffice.minimum
  maximum             = var.profile.plans.frontoffice.maximum
  emails              = var.profile.alert_emails
}

run "grows_and_shrinks" {
  assert {
    condition = {
      for rule in azurerm_monitor_autoscale_setting.this.profile[0].rule :
      rule.scale_action[0].direction => rule.metric_trigger[0].threshold
    } == { Increase = 65, Decrease = 30 }
    error_message = "[24] Out near 65 percent of the processors, in below 30."
  }

  assert {
    condition     = azurerm_monitor_autoscale_setting.this.target_resource_id == var.plan_id && azurerm_monitor_autoscale_setting.this.notification[0].email[0].custom_emails == var.emails
    error_message = "[24] It is this plan that scales, and somebody hears of it."
  }
}

run "stands_ready_for_a_sale" {
  variables {
    sales = { black-friday = { from = "2026-11-27T00:00:00Z", to = "2026-11-28T00:00:00Z", instances = 8 } }
  }

  assert {
    condition     = output.profiles == { black-friday = "8-10", every-day = "3-10" }
    error_message = "[24] A sale raises the floor."
  }

  assert {
    condition     = one([for profile in azurerm_monitor_autoscale_setting.this.profile : profile.fixed_date[0].start if profile.name == "black-friday"]) == "2026-11-27T00:00:00Z"
    error_message = "[24] The sale's profile holds on its day."
  }
}
