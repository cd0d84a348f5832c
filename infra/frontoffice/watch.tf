# What wakes somebody about the storefront.
module "watch" {
  source = "../modules/watch"

  prefix         = "${local.profile.project}-${local.profile.environment}-frontoffice"
  resource_group = azurerm_resource_group.this
  tags           = local.tags
  workspace_id   = local.shared.observability.workspace_id
  emails         = local.profile.alert_emails
  budget         = { amount = local.profile.budgets.frontoffice, from = local.profile.budgets.from }
  alerts         = local.profile.alerts

  diagnostics = merge({
    frontoffice = { id = module.frontoffice.id, logs = null }
    }, local.profile.plans.frontoffice == null ? {} : {
    plan = { id = azurerm_service_plan.this[0].id, logs = [] }
    }, local.profile.front_door == null ? {} : {
    front-door = { id = azurerm_cdn_frontdoor_profile.this[0].id, logs = null }
  })

  metric_alerts = {
    errors = {
      description = "The storefront answers with server errors."
      scope       = module.frontoffice.id
      namespace   = "Microsoft.Web/sites"
      metric      = "Http5xx"
      aggregation = "Total"
      operator    = "GreaterThan"
      threshold   = 10
      window      = "PT5M"
      severity    = 1
    }
    unhealthy = {
      description = "Instances of the storefront fail their health check."
      scope       = module.frontoffice.id
      namespace   = "Microsoft.Web/sites"
      metric      = "HealthCheckStatus"
      aggregation = "Average"
      operator    = "LessThan"
      threshold   = 70
      window      = "PT5M"
      severity    = 1
    }
    cpu = {
      description = "The storefront's plan works too hard although it scales."
      scope       = local.plan_id
      namespace   = "Microsoft.Web/serverFarms"
      metric      = "CpuPercentage"
      aggregation = "Average"
      operator    = "GreaterThan"
      threshold   = 85
      window      = "PT15M"
      severity    = 2
    }
    memory = {
      description = "The storefront's plan runs out of memory."
      scope       = local.plan_id
      namespace   = "Microsoft.Web/serverFarms"
      metric      = "MemoryPercentage"
      aggregation = "Average"
      operator    = "GreaterThan"
      threshold   = 90
      window      = "PT15M"
      severity    = 2
    }
  }

  log_alerts = {
    slow-pages = {
      description = "One page in twenty takes longer than a second."
      query       = "AppServiceHTTPLogs | where _ResourceId endswith '/sites/${local.names.frontoffice}' and CsUriStem !endswith '/live' and CsUriStem != '/healthz' | summarize value = percentile(TimeTaken, 95), requests = count() by bin(TimeGenerated, 5m) | where requests >= 20"
      threshold   = 1000
      window      = "PT15M"
      severity    = 2
    }
  }
}
