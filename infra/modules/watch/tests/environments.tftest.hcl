# With an environment's values: terraform test -var-file=../../environments/prod.tfvars
mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  prefix       = "lonja-${var.profile.environment}-functions"
  alerts       = var.profile.alerts
  tags         = { env = var.profile.environment }
  workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.OperationalInsights/workspaces/log"
  emails       = var.profile.alert_emails
  budget       = { amount = var.profile.budgets.functions, from = var.profile.budgets.from }

  resource_group = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja"
    name     = "rg-lonja"
    location = "westeurope"
  }

  diagnostics = {
    database = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql", logs = null }
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

  log_alerts = {
    poison = { description = "A message was given up.", query = "AppTraces | summarize value = count()", threshold = 0, window = "PT15M", severity = 1 }
  }
}

run "logs" {
  assert {
    condition     = azurerm_monitor_diagnostic_setting.this["database"].log_analytics_workspace_id == var.workspace_id && [for log in azurerm_monitor_diagnostic_setting.this["database"].enabled_log : log.category_group] == ["allLogs"] && [for metric in azurerm_monitor_diagnostic_setting.this["database"].enabled_metric : metric.category] == ["AllMetrics"]
    error_message = "[29] All logs and metrics reach the workspace."
  }
}

run "money_is_watched_before_it_is_gone" {
  assert {
    condition = {
      for notification in azurerm_consumption_budget_resource_group.this.notification :
      tostring(notification.threshold) => notification.threshold_type
      } == {
      "80"  = "Actual"
      "100" = "Actual"
      "110" = "Forecasted"
    }
    error_message = "[33] The budget tells at 80 and 100 percent spent, and at 110 forecast."
  }

  assert {
    condition     = azurerm_consumption_budget_resource_group.this.amount == var.budget.amount && alltrue([for notification in azurerm_consumption_budget_resource_group.this.notification : notification.contact_emails == var.emails])
    error_message = "[33] The budget is the stack's, and those who answer for it are told."
  }
}

run "somebody_is_woken_in_production" {
  assert {
    condition     = output.alerts == (var.profile.environment == "prod" ? tolist(["cpu", "poison"]) : tolist([]))
    error_message = "[31] Alerts exist where somebody is on call."
  }

  assert {
    condition     = alltrue([for alert in azurerm_monitor_metric_alert.this : [for action in alert.action : action.action_group_id] == [azurerm_monitor_action_group.this.id]]) && alltrue([for alert in azurerm_monitor_scheduled_query_rules_alert_v2.this : alert.action[0].action_groups == tolist([azurerm_monitor_action_group.this.id])])
    error_message = "[31] Every alert tells the group."
  }

  assert {
    condition     = azurerm_monitor_action_group.this.email_receiver[*].email_address == var.emails
    error_message = "[31] The group has an address."
  }
}
