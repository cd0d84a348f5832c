# What wakes somebody in the shared stack: the database, and messages that nobody could handle.
module "watch" {
  source = "../modules/watch"

  prefix         = "${local.profile.project}-${local.profile.environment}-functions"
  resource_group = azurerm_resource_group.this
  tags           = local.tags
  workspace_id   = azurerm_log_analytics_workspace.this.id
  emails         = local.profile.alert_emails
  budget         = { amount = local.profile.budgets.functions, from = local.profile.budgets.from }
  alerts         = local.profile.alerts

  # Reads of pictures and polls of queues would be most of the log; who writes and deletes is enough.
  diagnostics = merge({
    background = { id = module.background.id, logs = null }
    database   = { id = module.database.id, logs = null }
    vault      = { id = azurerm_key_vault.this.id, logs = null }
    mail       = { id = azurerm_communication_service.this.id, logs = null }
    store      = { id = azurerm_storage_account.store.id, logs = [], metric = "Transaction" }
    blobs      = { id = "${azurerm_storage_account.store.id}/blobServices/default", logs = ["StorageWrite", "StorageDelete"], metric = "Transaction" }
    queues     = { id = "${azurerm_storage_account.store.id}/queueServices/default", logs = [], metric = "Transaction" }
    host       = { id = azurerm_storage_account.host.id, logs = [], metric = "Transaction" }
    host-blobs = { id = "${azurerm_storage_account.host.id}/blobServices/default", logs = ["StorageWrite", "StorageDelete"], metric = "Transaction" }
    }, local.profile.plans.shared == null ? {} : {
    plan = { id = azurerm_service_plan.shared[0].id, logs = [] }
    }, local.profile.private_network ? {
    network = { id = azurerm_virtual_network.this[0].id, logs = null }
    egress  = { id = azurerm_public_ip.egress[0].id, logs = null }
  } : {})

  metric_alerts = merge({
    database-cpu = {
      description = "The shop's database works too hard: pages and checkouts get slow."
      scope       = module.database.id
      namespace   = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric      = "cpu_percent"
      aggregation = "Average"
      operator    = "GreaterThan"
      threshold   = 80
      window      = "PT15M"
      severity    = 2
    }
    database-storage = {
      description = "The shop's database fills up; at 95 percent it takes no more orders."
      scope       = module.database.id
      namespace   = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric      = "storage_percent"
      aggregation = "Maximum"
      operator    = "GreaterThan"
      threshold   = 80
      window      = "PT1H"
      severity    = 1
    }
    database-connections = {
      description = "The shop's database has few connections left."
      scope       = module.database.id
      namespace   = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric      = "active_connections"
      aggregation = "Maximum"
      operator    = "GreaterThan"
      threshold   = floor(module.database.user_connections * 0.8)
      window      = "PT5M"
      severity    = 2
    }
    store-availability = {
      description = "The storage account of queues and pictures does not answer every call."
      scope       = azurerm_storage_account.store.id
      namespace   = "Microsoft.Storage/storageAccounts"
      metric      = "Availability"
      aggregation = "Average"
      operator    = "LessThan"
      threshold   = 99
      window      = "PT5M"
      severity    = 1
    }
    }, local.profile.databases.read_replica ? {
    replica-lag = {
      description = "The replica is more than a minute behind."
      scope       = module.database.replica.id
      namespace   = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric      = "physical_replication_delay_in_seconds"
      aggregation = "Maximum"
      operator    = "GreaterThan"
      threshold   = 60
      window      = "PT5M"
      severity    = 2
    }
  } : {})

  # Azure counts the messages of a queue once an hour at best, so these listen to the host itself.
  log_alerts = {
    # Said by the host, whose traces are sampled when there are many, and by our own function, whose
    # errors never are.
    poison = {
      description = "A message was given up. The back office lists it: mend it, replay it, or discard it with a reason."
      query       = "AppTraces | where Message startswith 'Message has reached MaxDequeueCount' or Message == 'a message failed for good' | summarize value = count() by bin(TimeGenerated, 5m)"
      threshold   = 0
      window      = "PT15M"
      severity    = 1
    }
    queue-age = {
      description = "Messages wait more than two minutes before anybody takes them."
      query       = "AppTraces | where Message startswith 'Trigger Details' | extend waited = datetime_diff('second', TimeGenerated, todatetime(extract('InsertedOn: ([^,]+)', 1, Message))) | summarize value = percentile(waited, 95) by bin(TimeGenerated, 5m)"
      threshold   = 120
      window      = "PT15M"
      severity    = 2
    }
    logs-capped = {
      description = "The day's logs are full: until tomorrow nothing is kept, and no alert on logs rings."
      query       = "_LogOperation | where Category =~ 'Ingestion' and Detail contains 'OverQuota' | summarize value = count() by bin(TimeGenerated, 5m)"
      threshold   = 0
      window      = "PT1H"
      severity    = 1
    }
    background-failures = {
      description = "Background functions fail; each message is tried again, but look before it is given up."
      query       = "AppRequests | where AppRoleName == '${local.names.background}' and Success == false | summarize value = count() by bin(TimeGenerated, 5m)"
      threshold   = 20
      window      = "PT15M"
      severity    = 2
    }
  }
}
