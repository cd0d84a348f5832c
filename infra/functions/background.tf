module "background" {
  source = "../modules/function_app"

  name                  = local.names.background
  plan_name             = local.names.worker
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  tags                  = local.tags
  deployable            = "background"
  identity              = azurerm_user_assigned_identity.this["background"]
  key_vault_references  = true
  python_version        = local.python_version
  instance_memory_mb    = local.profile.functions.memory_mb
  maximum_instances     = local.profile.functions.background
  always_ready          = local.profile.functions.always_ready ? { "function:orders" = 1 } : {}
  zone_redundant        = local.profile.zone_redundant
  public_network_access = local.profile.private_network ? false : true
  subnet_id             = local.profile.private_network ? local.network.subnets.background : null

  application_insights_connection_string = azurerm_application_insights.this.connection_string

  storage = {
    account_name      = azurerm_storage_account.host.name
    blob_endpoint     = azurerm_storage_account.host.primary_blob_endpoint
    queue_endpoint    = azurerm_storage_account.store.primary_queue_endpoint
    package_container = azurerm_storage_container.packages["background"].name
  }

  settings = merge({
    LONJA_ENVIRONMENT      = local.profile.demo ? "development" : "production"
    LONJA_LOG_LEVEL        = "INFO"
    LONJA_INSIGHTS_PERCENT = tostring(ceil(local.profile.logs.sampling_percent))
    LONJA_DATABASE_URL     = "postgresql://${azurerm_user_assigned_identity.this["background"].name}@${module.database.fqdn}:5432/lonja?sslmode=require"
    LONJA_DATABASE_ENTRA   = "true"
    LONJA_DATABASE_POOL    = tostring(local.profile.pools.background)
    LONJA_STORAGE_ACCOUNT  = azurerm_storage_account.store.name
    LONJA_PUBLIC_URL       = "https://${local.hosts.shop}"
    LONJA_BACKOFFICE_URL   = "https://${local.hosts.backoffice}"
    LONJA_SECRET_KEY       = local.secret_key
    LONJA_MAIL_FROM        = "${local.profile.mail.sender}@${azurerm_email_communication_service_domain.this.from_sender_domain}"
    LONJA_MAIL_PER_MINUTE  = tostring(local.profile.mail.per_minute)
    LONJA_MAIL_BURST       = tostring(local.profile.mail.per_minute)
    LONJA_MAIL_ENDPOINT    = "https://${azurerm_communication_service.this.hostname}"
  }, local.browser_settings, local.stripe_settings)

  depends_on = [
    azurerm_role_assignment.host,
    azurerm_role_assignment.queue,
    azurerm_role_assignment.container,
    azurerm_role_assignment.telemetry,
    azurerm_role_assignment.mail,
  ]
}

# Flex resolves references with the app's system-assigned identity only.
resource "azurerm_role_assignment" "background_secret" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = module.background.system_principal_id
  principal_type       = "ServicePrincipal"
}
