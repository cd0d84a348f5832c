# With an environment's values: terraform test -var-file=../../environments/prod.tfvars
mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                = "app-lonja-${var.profile.environment}-frontoffice-00000"
  resource_group_name = "rg-lonja-${var.profile.environment}-frontoffice"
  location            = var.profile.location
  tags                = { env = var.profile.environment }
  deployable          = "frontoffice"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/serverFarms/asp"
  identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    client_id = "44444444-4444-4444-4444-444444444444"
  }
  python_version        = "3.13"
  start_command         = "python -m granian lonja.frontoffice.app:app"
  public_network_access = !var.profile.private_network
  subnet_id             = var.profile.private_network ? "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Network/virtualNetworks/vnet/subnets/frontoffice" : null
  front_door_id         = var.profile.private_network ? "88888888-8888-8888-8888-888888888888" : null
  staging_slot          = var.profile.plans.frontoffice != null
  settings              = { LONJA_SECRET_KEY = "@Microsoft.KeyVault(VaultName=kv;SecretName=lonja-secret-key)" }

  application_insights_connection_string = "InstrumentationKey=66666666-6666-6666-6666-666666666666"
}

run "app" {
  assert {
    condition     = azurerm_linux_web_app.this.tags["azd-service-name"] == var.deployable
    error_message = "[40] A deployment finds the app by its tag."
  }

  assert {
    condition     = azurerm_linux_web_app.this.identity[0].type == "UserAssigned" && azurerm_linux_web_app.this.identity[0].identity_ids == toset([var.identity.id])
    error_message = "[4] The app signs in with the identity that is its own."
  }

  assert {
    condition     = azurerm_linux_web_app.this.key_vault_reference_identity_id == var.identity.id && azurerm_linux_web_app.this.app_settings.LONJA_SECRET_KEY == var.settings.LONJA_SECRET_KEY
    error_message = "[8] A secret is a reference, resolved with the app's own identity."
  }

  assert {
    condition     = azurerm_linux_web_app.this.https_only && azurerm_linux_web_app.this.site_config[0].minimum_tls_version == "1.2" && azurerm_linux_web_app.this.site_config[0].scm_minimum_tls_version == "1.2" && azurerm_linux_web_app.this.site_config[0].ftps_state == "Disabled"
    error_message = "[10] The app speaks HTTPS with TLS 1.2, and no FTP."
  }

  assert {
    condition     = !azurerm_linux_web_app.this.ftp_publish_basic_authentication_enabled && !azurerm_linux_web_app.this.webdeploy_publish_basic_authentication_enabled
    error_message = "[10] No password deploys the app."
  }

  assert {
    condition     = (azurerm_linux_web_app.this.virtual_network_subnet_id != null) == (var.profile.environment == "prod") && azurerm_linux_web_app.this.site_config[0].vnet_route_all_enabled == (var.profile.environment == "prod")
    error_message = "[11] In production all that the app sends goes through its subnet."
  }

  assert {
    condition     = azurerm_linux_web_app.this.public_network_access_enabled == (var.profile.environment != "prod")
    error_message = "[16] In production the app has no public address."
  }

  assert {
    condition     = azurerm_linux_web_app.this.site_config[0].ip_restriction_default_action == (var.profile.environment == "prod" ? "Deny" : "Allow")
    error_message = "[20] Behind Front Door the app refuses whom it does not know."
  }

  assert {
    condition     = join(", ", [for rule in azurerm_linux_web_app.this.site_config[0].ip_restriction : "${rule.action} ${rule.service_tag} ${join(",", rule.headers[0].x_azure_fdid)}"]) == (var.profile.environment == "prod" ? "Allow AzureFrontDoor.Backend 88888888-8888-8888-8888-888888888888" : "")
    error_message = "[20] Behind Front Door the app knows our own profile alone."
  }

  assert {
    condition     = azurerm_linux_web_app.this.site_config[0].health_check_path == "/healthz" && azurerm_linux_web_app.this.site_config[0].health_check_eviction_time_in_min == 5
    error_message = "[27] An instance that is not healthy leaves after five minutes."
  }

  assert {
    condition     = join(", ", [for heal in azurerm_linux_web_app.this.site_config[0].auto_heal_setting : "${one(heal.trigger[0].status_code).status_code_range} ${heal.action[0].action_type}"]) == "500-599 Recycle"
    error_message = "[27] An instance that answers with errors is begun again."
  }

  assert {
    condition     = !azurerm_linux_web_app.this.client_affinity_enabled && azurerm_linux_web_app.this.site_config[0].http2_enabled && azurerm_linux_web_app.this.site_config[0].always_on && !azurerm_linux_web_app.this.site_config[0].use_32_bit_worker
    error_message = "[28] Any instance answers any buyer, by HTTP/2, and none falls asleep."
  }
}

run "slot" {
  assert {
    condition     = join(", ", azurerm_linux_web_app_slot.staging[*].name) == (var.profile.environment == "prod" ? "staging" : "")
    error_message = "[26] In production a release goes through the slot."
  }

  assert {
    condition     = alltrue([for slot in azurerm_linux_web_app_slot.staging : one(slot.site_config).auto_heal_setting == one(azurerm_linux_web_app.this.site_config).auto_heal_setting && one(slot.site_config).health_check_path == one(azurerm_linux_web_app.this.site_config).health_check_path])
    error_message = "[26] What heals the app heals it after a swap, too."
  }

  assert {
    condition     = azurerm_linux_web_app.this.app_settings.WEBSITE_SWAP_WARMUP_PING_PATH == "/healthz" && azurerm_linux_web_app.this.app_settings.WEBSITE_SWAP_WARMUP_PING_STATUSES == "200"
    error_message = "[26] A release that is not healthy is not swapped in."
  }

  assert {
    condition     = join(", ", flatten(azurerm_linux_web_app.this.sticky_settings[*].app_setting_names)) == (var.profile.environment == "prod" ? "APPLICATIONINSIGHTS_CONNECTION_STRING, LONJA_INSIGHTS_ROLE" : "")
    error_message = "[26] Where telemetry goes does not travel with a release."
  }

  assert {
    condition = alltrue([
      for slot in azurerm_linux_web_app_slot.staging :
      slot.https_only && slot.site_config[0].minimum_tls_version == "1.2" && slot.site_config[0].scm_minimum_tls_version == "1.2" && slot.site_config[0].ftps_state == "Disabled" &&
      !slot.ftp_publish_basic_authentication_enabled && !slot.webdeploy_publish_basic_authentication_enabled
    ])
    error_message = "[10] The slot is as closed as its app."
  }

  assert {
    condition     = alltrue([for slot in azurerm_linux_web_app_slot.staging : !slot.public_network_access_enabled && slot.virtual_network_subnet_id == var.subnet_id && slot.site_config[0].vnet_route_all_enabled])
    error_message = "[16] The slot is as private as its app."
  }
}
