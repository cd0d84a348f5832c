# What each stack sends to the workspace, what it may cost, and what wakes somebody.
resource "azurerm_monitor_action_group" "this" {
  name                = "ag-${var.prefix}"
  resource_group_name = var.resource_group.name
  short_name          = substr(replace(var.prefix, "-", ""), 0, 12)
  tags                = var.tags

  dynamic "email_receiver" {
    for_each = var.emails

    content {
      name                    = email_receiver.value
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }
}

resource "azurerm_consumption_budget_resource_group" "this" {
  name              = "budget-${var.prefix}"
  resource_group_id = var.resource_group.id
  amount            = var.budget.amount
  time_grain        = "Monthly"

  time_period {
    start_date = var.budget.from
  }

  dynamic "notification" {
    for_each = {
      "80"  = "Actual"
      "100" = "Actual"
      "110" = "Forecasted"
    }

    content {
      threshold      = tonumber(notification.key)
      threshold_type = notification.value
      operator       = "GreaterThanOrEqualTo"
      contact_emails = var.emails
    }
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  for_each = var.diagnostics

  name                       = "workspace"
  target_resource_id         = each.value.id
  log_analytics_workspace_id = var.workspace_id

  dynamic "enabled_log" {
    for_each = each.value.logs == null ? ["allLogs"] : []

    content {
      category_group = enabled_log.value
    }
  }

  dynamic "enabled_log" {
    for_each = each.value.logs == null ? [] : each.value.logs

    content {
      category = enabled_log.value
    }
  }

  enabled_metric {
    category = each.value.metric
  }
}

resource "azurerm_monitor_metric_alert" "this" {
  for_each = var.alerts ? var.metric_alerts : {}

  name                = "${var.prefix}-${each.key}"
  description         = each.value.description
  resource_group_name = var.resource_group.name
  scopes              = [each.value.scope]
  severity            = each.value.severity
  window_size         = each.value.window
  frequency           = each.value.window == "PT5M" ? "PT1M" : "PT5M"
  tags                = var.tags

  criteria {
    metric_namespace = each.value.namespace
    metric_name      = each.value.metric
    aggregation      = each.value.aggregation
    operator         = each.value.operator
    threshold        = each.value.threshold
  }

  action {
    action_group_id = azurerm_monitor_action_group.this.id
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "this" {
  for_each = var.alerts ? var.log_alerts : {}

  name                    = "${var.prefix}-${each.key}"
  description             = each.value.description
  resource_group_name     = var.resource_group.name
  location                = var.resource_group.location
  scopes                  = [var.workspace_id]
  severity                = each.value.severity
  window_duration         = each.value.window
  evaluation_frequency    = "PT5M"
  auto_mitigation_enabled = true
  skip_query_validation   = true # The tables are there once the first log is.
  tags                    = var.tags

  criteria {
    query                   = each.value.query
    time_aggregation_method = "Maximum"
    metric_measure_column   = "value"
    operator                = "GreaterThan"
    threshold               = each.value.threshold

    failing_periods {
      number_of_evaluation_periods             = 1
      minimum_failing_periods_to_trigger_alert = 1
    }
  }

  action {
    action_groups = [azurerm_monitor_action_group.this.id]
  }
}
