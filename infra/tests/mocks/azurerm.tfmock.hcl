# Ids are shaped as Azure's are: the real provider checks those that it is given even when it is mocked.

mock_data "azurerm_client_config" {
  defaults = {
    subscription_id = "00000000-0000-0000-0000-000000000001"
    tenant_id       = "11111111-1111-1111-1111-111111111111"
    object_id       = "22222222-2222-2222-2222-222222222222"
    client_id       = "22222222-2222-2222-2222-222222222223"
  }
}

mock_data "azurerm_subscription" {
  defaults = {
    id              = "/subscriptions/00000000-0000-0000-0000-000000000001"
    subscription_id = "00000000-0000-0000-0000-000000000001"
  }
}

mock_resource "azurerm_resource_group" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja"
  }
}

mock_resource "azurerm_service_plan" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/serverFarms/asp"
  }
}

mock_resource "azurerm_linux_web_app" {
  defaults = {
    id               = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/sites/app"
    default_hostname = "app.azurewebsites.net"
  }
}

mock_resource "azurerm_linux_web_app_slot" {
  defaults = {
    id               = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/sites/app/slots/staging"
    default_hostname = "app-staging.azurewebsites.net"
  }
}

mock_resource "azurerm_function_app_flex_consumption" {
  defaults = {
    id               = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/sites/fn"
    default_hostname = "fn.azurewebsites.net"
    identity         = { principal_id = "33333333-3333-3333-3333-333333333333" }
  }
}

mock_resource "azurerm_user_assigned_identity" {
  defaults = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    client_id    = "44444444-4444-4444-4444-444444444444"
    principal_id = "55555555-5555-5555-5555-555555555555"
    tenant_id    = "11111111-1111-1111-1111-111111111111"
  }
}

mock_resource "azurerm_storage_account" {
  defaults = {
    id                     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Storage/storageAccounts/st"
    primary_blob_endpoint  = "https://st.blob.core.windows.net/"
    primary_blob_host      = "st.blob.core.windows.net"
    primary_queue_endpoint = "https://st.queue.core.windows.net/"
  }
}

mock_resource "azurerm_storage_queue" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Storage/storageAccounts/st/queueServices/default/queues/queue"
  }
}

mock_resource "azurerm_storage_container" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/container"
  }
}

mock_resource "azurerm_storage_management_policy" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Storage/storageAccounts/st/managementPolicies/default"
  }
}

mock_resource "azurerm_postgresql_flexible_server" {
  defaults = {
    id   = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql"
    fqdn = "psql.postgres.database.azure.com"
  }
}

mock_resource "azurerm_postgresql_flexible_server_database" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql/databases/lonja"
  }
}

mock_resource "azurerm_postgresql_flexible_server_configuration" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql/configurations/name"
  }
}

mock_resource "azurerm_postgresql_flexible_server_active_directory_administrator" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql/administrators/00000000-0000-0000-0000-0000000000d0"
  }
}

mock_resource "azurerm_postgresql_flexible_server_firewall_rule" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql/firewallRules/azure"
  }
}

mock_resource "azurerm_postgresql_flexible_server_virtual_endpoint" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql/virtualEndpoints/shop|/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql/virtualEndpoints/shop"
  }
}

mock_resource "azurerm_key_vault" {
  defaults = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.KeyVault/vaults/kv"
    vault_uri = "https://kv.vault.azure.net/"
  }
}

mock_resource "azurerm_log_analytics_workspace" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.OperationalInsights/workspaces/log"
  }
}

mock_resource "azurerm_application_insights" {
  defaults = {
    id                = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Insights/components/appi"
    connection_string = "InstrumentationKey=66666666-6666-6666-6666-666666666666;IngestionEndpoint=https://westeurope.in.applicationinsights.azure.com/"
  }
}

mock_resource "azurerm_application_insights_standard_web_test" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Insights/webTests/webtest"
  }
}

mock_resource "azurerm_communication_service" {
  defaults = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Communication/communicationServices/acs"
    hostname = "acs.europe.communication.azure.com"
  }
}

mock_resource "azurerm_email_communication_service" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Communication/emailServices/email"
  }
}

mock_resource "azurerm_email_communication_service_domain" {
  defaults = {
    id                 = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Communication/emailServices/email/domains/AzureManagedDomain"
    from_sender_domain = "77777777.azurecomm.net"
  }
}

mock_resource "azurerm_fabric_capacity" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Fabric/capacities/fc"
  }
}

mock_resource "azurerm_monitor_action_group" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Insights/actionGroups/ag"
  }
}

mock_resource "azurerm_virtual_network" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/virtualNetworks/vnet"
  }
}

mock_resource "azurerm_subnet" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/virtualNetworks/vnet/subnets/subnet"
  }
}

mock_resource "azurerm_network_security_group" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/networkSecurityGroups/nsg"
  }
}

mock_resource "azurerm_private_dns_zone" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/privateDnsZones/privatelink.example"
  }
}

mock_resource "azurerm_private_endpoint" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/privateEndpoints/pe"
  }
}

mock_resource "azurerm_nat_gateway" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/natGateways/ng"
  }
}

mock_resource "azurerm_public_ip" {
  defaults = {
    id         = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/publicIPAddresses/pip"
    ip_address = "203.0.113.10"
  }
}

mock_resource "azurerm_cdn_frontdoor_profile" {
  defaults = {
    id            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Cdn/profiles/afd"
    resource_guid = "88888888-8888-8888-8888-888888888888"
  }
}

mock_resource "azurerm_cdn_frontdoor_endpoint" {
  defaults = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Cdn/profiles/afd/afdEndpoints/fde"
    host_name = "fde-abc.z01.azurefd.net"
  }
}

mock_resource "azurerm_cdn_frontdoor_origin_group" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Cdn/profiles/afd/originGroups/og"
  }
}

mock_resource "azurerm_cdn_frontdoor_origin" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Cdn/profiles/afd/originGroups/og/origins/origin"
  }
}

mock_resource "azurerm_cdn_frontdoor_custom_domain" {
  defaults = {
    id               = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Cdn/profiles/afd/customDomains/domain"
    validation_token = "token"
  }
}

mock_resource "azurerm_cdn_frontdoor_route" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Cdn/profiles/afd/afdEndpoints/fde/routes/route"
  }
}

mock_resource "azurerm_cdn_frontdoor_firewall_policy" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/frontDoorWebApplicationFirewallPolicies/waf"
  }
}

mock_resource "azurerm_data_protection_backup_vault" {
  defaults = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DataProtection/backupVaults/bv"
    identity = { principal_id = "99999999-9999-9999-9999-999999999999" }
  }
}

mock_resource "azurerm_data_protection_backup_policy_postgresql_flexible_server" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.DataProtection/backupVaults/bv/backupPolicies/bp"
  }
}

mock_resource "azurerm_role_definition" {
  defaults = {
    id                          = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/99999999-9999-9999-9999-999999999999|/subscriptions/00000000-0000-0000-0000-000000000001"
    role_definition_resource_id = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/99999999-9999-9999-9999-999999999999"
  }
}

mock_resource "azurerm_monitor_alert_processing_rule_action_group" {
  defaults = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.AlertsManagement/actionRules/backups"
  }
}
