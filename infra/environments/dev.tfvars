# Development: everything on public addresses guarded by Entra, one small plan, one small server, in the
# region of the European Union where they cost least of those whose prices were read (`./lonja infra cost --region`).
profile = {
  environment = "dev"
  location    = "northeurope"
  owner       = "shop-team"
  cost_center = "lonja-dev"

  alert_emails = ["shop-team@example.com"]
  alerts       = false
  budgets = {
    from        = "2026-12-01T00:00:00Z"
    functions   = 45
    frontoffice = 10
    backoffice  = 30
  }

  state = {
    resource_group_name  = "rg-lonja-bootstrap"
    storage_account_name = "stlonjatfstate"
    container_name       = "dev"
  }

  database_administrator = {
    object_id      = "00000000-0000-0000-0000-0000000000d0"
    principal_name = "lonja-dev-database-administrators"
    principal_type = "Group"
  }

  private_network = false
  zone_redundant  = false

  plans = {
    shared      = { sku = "B1", minimum = 1, maximum = 1 }
    frontoffice = null
    backoffice  = null
  }

  databases = {
    transactional = { sku = "B_Standard_B1ms", storage_gb = 32, backup_days = 7, geo_backup = false, high_availability = false }
    warehouse     = null
    read_replica  = false

    long_term_backup = false
  }

  # 35 connections in all: see the check in functions/database.tf.
  pools = {
    frontoffice = 5
    backoffice  = 4
    background  = 3
    etl         = 2
  }

  # The background host takes some 290 MB (docs/numbers.md); each run is billed by the memory of its instance.
  functions = {
    memory_mb    = 512
    background   = 2
    etl          = 1
    always_ready = false
  }

  storage_replication = "LRS"

  logs = {
    daily_gb         = 0.5
    retention_days   = 30
    sampling_percent = 50
  }

  mail = {
    data_location = "Europe"
    domain        = null
    sender        = "DoNotReply"
    per_minute    = 5
  }

  fabric = {
    sku            = "F2"
    administrators = ["analyst@example.com"]
  }
}
