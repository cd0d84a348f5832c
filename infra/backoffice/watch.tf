# What wakes somebody about the back office and the analytics.
module "watch" {
  source = "../modules/watch"

  prefix         = "${local.profile.project}-${local.profile.environment}-backoffice"
  resource_group = azurerm_resource_group.this
  tags           = local.tags
  workspace_id   = local.shared.observability.workspace_id
  emails         = local.profile.alert_emails
  budget         = { amount = local.profile.budgets.backoffice, from = local.profile.budgets.from }
  alerts         = local.profile.alerts

  diagnostics = merge({
    backoffice = { id = module.api.id, logs = null }
    spa        = { id = module.spa.id, logs = null }
    etl        = { id = module.etl.id, logs = null }
    models     = { id = module.models.id, logs = null }
    }, local.profile.plans.backoffice == null ? {} : {
    plan = { id = azurerm_service_plan.this[0].id, logs = [] }
    }, local.profile.databases.warehouse == null ? {} : {
    warehouse = { id = module.warehouse[0].id, logs = null }
  })

  metric_alerts = merge({
    for name, app in { backoffice = module.api.id, spa = module.spa.id } : "${name}-errors" => {
      description                 = "The web app ${name} answers with server errors."
      scope                       = app
      namespace                   = "Microsoft.Web/sites"
      metric                      = "Http5xx"
      aggregation                 = "Total"
      operator                    = "GreaterThan"
      threshold                   = 10
      window                      = "PT5M"
      severity                    = 2
    }
    }, {
    cpu = {
      description = "The back office's plan works too hard although it scales."
      scope       = local.plan_id
      namespace   = "Microsoft.Web/serverFarms"
      metric      = "CpuPercentage"
      aggregation = "Average"
      operator    = "GreaterThan"
      threshold   = 85
      window      = "PT15M"
      severity    = 3
    }
    }, local.profile.databases.warehouse == null ? {} : {
    warehouse-storage = {
      description = "The warehouse fills up; at 95 percent it takes no more loads."
      scope       = module.warehouse[0].id
      namespace   = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric      = "storage_percent"
      aggregation = "Maximum"
      operator    = "GreaterThan"
      threshold   = 80
      window      = "PT1H"
      severity    = 2
    }
  })

  log_alerts = {
    etl-failed = {
      description = "A run of the ETL failed: reports show yesterday's figures."
      query       = "AppRequests | where AppRoleName == '${local.names.etl}' and Success == false | summarize value = count() by bin(TimeGenerated, 5m)"
      threshold   = 0
      window      = "PT15M"
      severity    = 2
    }
    models-failed = {
      description = "The forecast could not be made: the one before it is shown, and ends after four weeks."
      query       = "AppRequests | where AppRoleName == '${local.names.models}' and Success == false | summarize value = count() by bin(TimeGenerated, 5m)"
      threshold   = 0
      window      = "PT15M"
      severity    = 3
    }
    slow-answers = {
      description = "One answer of the back office in twenty takes longer than two seconds."
      query       = "AppServiceHTTPLogs | where _ResourceId endswith '/sites/${local.names.backoffice}' and CsUriStem !endswith '/live' and CsUriStem != '/healthz' | summarize value = percentile(TimeTaken, 95), requests = count() by bin(TimeGenerated, 5m) | where requests >= 20"
      threshold   = 2000
      window      = "PT15M"
      severity    = 3
    }
  }
}
