# Production: private, zone redundant, a plan and a server for each stack, behind Front Door.
profile = {
  environment = "prod"
  location    = "westeurope"
  owner       = "shop-team"
  cost_center = "lonja-prod"

  alert_emails = ["shop-oncall@example.com"]
  alerts       = true
  budgets = {
    from        = "2026-12-01T00:00:00Z"
    functions   = 1850
    frontoffice = 1150
    backoffice  = 1400
  }

  state = {
    resource_group_name  = "rg-lonja-bootstrap"
    storage_account_name = "stlonjatfstate"
    container_name       = "prod"
  }

  database_administrator = {
    object_id      = "00000000-0000-0000-0000-0000000000d1"
    principal_name = "lonja-prod-database-administrators"
    principal_type = "Group"
  }

  hosts = {
    shop       = "shop.example.com"
    backoffice = "backoffice.example.com"
  }

  private_network = true
  zone_redundant  = true

  plans = {
    shared      = null
    frontoffice = { sku = "P1v3", minimum = 3, maximum = 10 }
    backoffice  = { sku = "P0v3", minimum = 2, maximum = 4 }
  }

  databases = {
    transactional = { sku = "GP_Standard_D4ds_v5", storage_gb = 256, backup_days = 35, geo_backup = true, high_availability = true }
    warehouse     = { sku = "GP_Standard_D2ds_v5", storage_gb = 128, backup_days = 35, geo_backup = true, high_availability = true }
    read_replica  = false

    long_term_backup = true
  }

  pools = {
    frontoffice = 20
    backoffice  = 10
    background  = 8
    etl         = 6
  }

  functions = {
    memory_mb    = 2048
    background   = 40
    etl          = 2
    always_ready = true
  }

  storage_replication = "GZRS"

  logs = {
    daily_gb         = 5
    retention_days   = 90
    sampling_percent = 20
  }

  front_door = {
    requests_per_minute = 600
    staff_networks      = []
  }

  # `verified` is false until Azure has found the domain's DNS records: docs/deploy.md, before the first time.
  mail = {
    data_location = "Europe"
    domain        = "mail.example.com"
    verified      = true
    sender        = "orders"
    per_minute    = 30
  }

  fabric = {
    sku            = "F8"
    administrators = ["analyst@example.com"]
  }
}
