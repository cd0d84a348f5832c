# What the stacks frontoffice and backoffice read of the others: the outputs of functions (a test
# compares their names and shapes), and of frontoffice where the back office shares its Front Door.
mock_data "terraform_remote_state" {
  defaults = {
    outputs = {
      resource_group = "rg-lonja-dev-functions"
      python_version = "3.13"
      hosts          = { shop = "shop.example.com", backoffice = "backoffice.example.com" }
      browser_settings = {
        LONJA_MEDIA_URL   = "https://shop.example.com"
        LONJA_UPLOADS_URL = "https://backoffice.example.com"
      }
      shared_plan_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Web/serverFarms/asp-lonja-dev-shared"
      workers        = { frontoffice = 1, backoffice = 1 }
      identities = {
        frontoffice = {
          id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-lonja-dev-frontoffice"
          name         = "id-lonja-dev-frontoffice"
          client_id    = "44444444-4444-4444-4444-444444444440"
          principal_id = "55555555-5555-5555-5555-555555555550"
        }
        backoffice = {
          id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-lonja-dev-backoffice"
          name         = "id-lonja-dev-backoffice"
          client_id    = "44444444-4444-4444-4444-444444444441"
          principal_id = "55555555-5555-5555-5555-555555555551"
        }
        spa = {
          id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-lonja-dev-spa"
          name         = "id-lonja-dev-spa"
          client_id    = "44444444-4444-4444-4444-444444444442"
          principal_id = "55555555-5555-5555-5555-555555555552"
        }
        background = {
          id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-lonja-dev-background"
          name         = "id-lonja-dev-background"
          client_id    = "44444444-4444-4444-4444-444444444443"
          principal_id = "55555555-5555-5555-5555-555555555553"
        }
        etl = {
          id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-lonja-dev-etl"
          name         = "id-lonja-dev-etl"
          client_id    = "44444444-4444-4444-4444-444444444444"
          principal_id = "55555555-5555-5555-5555-555555555554"
        }
      }
      store = {
        id             = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Storage/storageAccounts/stlonjadevstore00000"
        name           = "stlonjadevstore00000"
        blob_endpoint  = "https://stlonjadevstore00000.blob.core.windows.net/"
        blob_host      = "stlonjadevstore00000.blob.core.windows.net"
        queue_endpoint = "https://stlonjadevstore00000.queue.core.windows.net/"
      }
      function_host = {
        name          = "stlonjadevhost00000"
        blob_endpoint = "https://stlonjadevhost00000.blob.core.windows.net/"
        packages      = { background = "packages-background", etl = "packages-etl", models = "packages-models" }
      }
      database = {
        id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql-lonja-dev-shop-00000"
        name      = "psql-lonja-dev-shop-00000"
        fqdn      = "psql-lonja-dev-shop-00000.postgres.database.azure.com"
        warehouse = true
        replica   = "psql-lonja-dev-shop-00000-replica.postgres.database.azure.com"
      }
      vault = {
        id   = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.KeyVault/vaults/kv-lonja-dev-00000"
        name = "kv-lonja-dev-00000"
        secret_key = {
          name      = "lonja-secret-key"
          reference = "@Microsoft.KeyVault(VaultName=kv-lonja-dev-00000;SecretName=lonja-secret-key)"
        }
        stripe = {}
      }
      network = {
        subnets = {
          frontoffice = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/virtualNetworks/vnet-lonja-dev-network/subnets/frontoffice"
          backoffice  = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/virtualNetworks/vnet-lonja-dev-network/subnets/backoffice"
          background  = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/virtualNetworks/vnet-lonja-dev-network/subnets/background"
          etl         = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/virtualNetworks/vnet-lonja-dev-network/subnets/etl"
          reports     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/virtualNetworks/vnet-lonja-dev-network/subnets/reports"
          endpoints   = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/virtualNetworks/vnet-lonja-dev-network/subnets/endpoints"
        }
        dns_zones = {
          blob             = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"
          queue            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/privateDnsZones/privatelink.queue.core.windows.net"
          postgresqlServer = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com"
          vault            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"
          sites            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Network/privateDnsZones/privatelink.azurewebsites.net"
        }
      }
      front_door = {
        id   = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-prod-frontoffice-weu/providers/Microsoft.Cdn/profiles/afd-lonja-prod-edge-00000"
        guid = "88888888-8888-8888-8888-888888888888"

        private_link_location = "westeurope"
      }
      observability = {
        workspace_id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.OperationalInsights/workspaces/log-lonja-dev-logs"
        app_insights_id     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja-dev-functions/providers/Microsoft.Insights/components/appi-lonja-dev-insights"
        app_insights_string = "InstrumentationKey=66666666-6666-6666-6666-666666666666"
      }
    }
  }
}
