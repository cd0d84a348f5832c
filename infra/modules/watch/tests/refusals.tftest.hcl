mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  prefix       = "lonja-prod-functions"
  tags         = { env = "prod" }
  workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.OperationalInsights/workspaces/log"
  emails       = ["oncall@example.com"]
  budget       = { amount = 100, from = "2026-12-01T00:00:00Z" }
  diagnostics  = {}
  alerts       = true
  log_alerts   = {}

  resource_group = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja"
    name     = "rg-lonja"
    location = "westeurope"
  }

  metric_alerts = {
    cpu = {
      description = "The database works too hard."
      scope       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql"
      namespace   = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric      = "cpu_percent"
      aggregation = "Average"
      operator    = "GreaterThan"
      threshold   = 80
      window      = "PT15M"
      severity    = 2
    }
  }
}

run "refuses_metric_alerts_of_unknown_severity" {
  command = plan

  variables {
    metric_alerts = { cpu = merge(var.metric_alerts.cpu, { severity = 5 }) }
  }

  expect_failures = [var.metric_alerts]
}

run "refuses_metric_alerts_of_unknown_window" {
  command = plan

  variables {
    metric_alerts = { cpu = merge(var.metric_alerts.cpu, { window = "PT7M" }) }
  }

  expect_failures = [var.metric_alerts]
}

run "refuses_log_alerts_without_a_value" {
  command = plan

  variables {
    log_alerts = { poison = { description = "Poison.", query = "AppTraces", threshold = 0, window = "PT15M", severity = 1 } }
  }

  expect_failures = [var.log_alerts]
}

run "refuses_log_alerts_that_look_back_too_short" {
  command = plan

  variables {
    log_alerts = { poison = { description = "Poison.", query = "AppTraces | summarize value = count()", threshold = 0, window = "PT5M", severity = 1 } }
  }

  expect_failures = [var.log_alerts]
}
