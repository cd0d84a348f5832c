# One Python web app as Lonja runs it three times: keyless, HTTPS only, healed by itself, and with a
# staging slot that is the very same app.
locals {
  settings = merge({
    APPLICATIONINSIGHTS_CONNECTION_STRING     = var.application_insights_connection_string
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "Authorization=AAD;ClientId=${var.identity.client_id}"
    LONJA_INSIGHTS_ROLE                       = var.name
    AZURE_CLIENT_ID                           = var.identity.client_id
    # Oryx builds the virtual environment from requirements.txt: run-from-package does not work for Python.
    SCM_DO_BUILD_DURING_DEPLOYMENT    = "true"
    WEBSITE_SWAP_WARMUP_PING_PATH     = var.health_path
    WEBSITE_SWAP_WARMUP_PING_STATUSES = "200"
  }, var.settings)
  tags = merge(var.tags, { "azd-service-name" = var.deployable })
}

resource "azurerm_linux_web_app" "this" {
  name                            = var.name
  resource_group_name             = var.resource_group_name
  location                        = var.location
  service_plan_id                 = var.service_plan_id
  app_settings                    = local.settings
  https_only                      = true
  client_affinity_enabled         = false
  public_network_access_enabled   = var.public_network_access
  virtual_network_subnet_id       = var.subnet_id
  key_vault_reference_identity_id = var.identity.id
  tags                            = local.tags

  ftp_publish_basic_authentication_enabled       = false
  webdeploy_publish_basic_authentication_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity.id]
  }

  site_config {
    always_on                         = true
    app_command_line                  = var.start_command
    ftps_state                        = "Disabled"
    health_check_path                 = var.health_path
    health_check_eviction_time_in_min = 5
    http2_enabled                     = true
    minimum_tls_version               = "1.2"
    scm_minimum_tls_version           = "1.2"
    use_32_bit_worker                 = false
    vnet_route_all_enabled            = var.subnet_id != null && !var.public_network_access
    websockets_enabled                = false
    ip_restriction_default_action     = var.front_door_id == null && var.only_from_subnet_id == null ? "Allow" : "Deny"
    scm_ip_restriction_default_action = "Allow"

    application_stack {
      python_version = var.python_version
    }

    auto_heal_setting {
      trigger {
        status_code {
          status_code_range = "500-599"
          count             = 50
          interval          = "00:05:00"
        }
      }

      action {
        action_type                    = "Recycle"
        minimum_process_execution_time = "00:10:00"
      }
    }

    dynamic "ip_restriction" {
      for_each = var.front_door_id[*]

      content {
        name        = "front-door"
        action      = "Allow"
        priority    = 100
        service_tag = "AzureFrontDoor.Backend"
        headers = [{
          x_azure_fdid      = [ip_restriction.value]
          x_fd_health_probe = []
          x_forwarded_for   = []
          x_forwarded_host  = []
        }]
      }
    }

    dynamic "ip_restriction" {
      for_each = var.only_from_subnet_id[*]

      content {
        name                      = "callers"
        action                    = "Allow"
        priority                  = 110
        virtual_network_subnet_id = ip_restriction.value
      }
    }
  }

  logs {
    detailed_error_messages = true
    failed_request_tracing  = true

    http_logs {
      file_system {
        retention_in_days = 7
        retention_in_mb   = 35
      }
    }
  }

  # A slot keeps where its telemetry goes and under which name; everything else travels with the release.
  dynamic "sticky_settings" {
    for_each = var.staging_slot ? [true] : []

    content {
      app_setting_names = ["APPLICATIONINSIGHTS_CONNECTION_STRING", "LONJA_INSIGHTS_ROLE"]
    }
  }
}

resource "azurerm_linux_web_app_slot" "staging" {
  count = var.staging_slot ? 1 : 0

  name                            = "staging"
  app_service_id                  = azurerm_linux_web_app.this.id
  app_settings                    = merge(local.settings, { LONJA_INSIGHTS_ROLE = "${var.name}-staging" })
  https_only                      = true
  client_affinity_enabled         = false
  public_network_access_enabled   = var.public_network_access
  virtual_network_subnet_id       = var.subnet_id
  key_vault_reference_identity_id = var.identity.id
  tags                            = var.tags

  ftp_publish_basic_authentication_enabled       = false
  webdeploy_publish_basic_authentication_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity.id]
  }

  site_config {
    always_on                         = true
    app_command_line                  = var.start_command
    ftps_state                        = "Disabled"
    health_check_path                 = var.health_path
    health_check_eviction_time_in_min = 5
    http2_enabled                     = true
    minimum_tls_version               = "1.2"
    scm_minimum_tls_version           = "1.2"
    use_32_bit_worker                 = false
    vnet_route_all_enabled            = var.subnet_id != null && !var.public_network_access
    websockets_enabled                = false

    application_stack {
      python_version = var.python_version
    }

    # After a swap this is production's.
    auto_heal_setting {
      trigger {
        status_code {
          status_code_range = "500-599"
          count             = 50
          interval          = "00:05:00"
        }
      }

      action {
        action_type                    = "Recycle"
        minimum_process_execution_time = "00:10:00"
      }
    }
  }

  logs {
    detailed_error_messages = true
    failed_request_tracing  = true

    http_logs {
      file_system {
        retention_in_days = 7
        retention_in_mb   = 35
      }
    }
  }
}
