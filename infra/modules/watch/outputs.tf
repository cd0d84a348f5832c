output "action_group_id" {
  description = "Who is told."
  value       = azurerm_monitor_action_group.this.id
}

output "alerts" {
  description = "Names of the alerts that exist."
  value       = sort(concat(keys(azurerm_monitor_metric_alert.this), keys(azurerm_monitor_scheduled_query_rules_alert_v2.this)))
}

output "diagnostics" {
  description = "Resources whose logs and metrics reach the workspace."
  value       = sort(keys(azurerm_monitor_diagnostic_setting.this))
}
