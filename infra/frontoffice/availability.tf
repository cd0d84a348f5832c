# From outside, as a buyer comes in: through Front Door. App Service answers 200 with a page of its own
# when the start command fails, so the content is what counts.
resource "azurerm_application_insights_standard_web_test" "shop" {
  count = local.profile.alerts ? 1 : 0

  name                    = local.names.outside
  resource_group_name     = azurerm_resource_group.this.name
  location                = azurerm_resource_group.this.location
  application_insights_id = local.shared.observability.app_insights_id
  description             = "The storefront is alive, seen from five places."
  enabled                 = true
  frequency               = 300
  timeout                 = 30
  retry_enabled           = true
  geo_locations           = ["emea-nl-ams-azr", "emea-gb-db3-azr", "emea-fr-pra-edge", "emea-se-sto-edge", "us-va-ash-azr"]
  tags                    = local.tags

  request {
    url = "https://${local.shared.hosts.shop}/healthz"
  }

  validation_rules {
    expected_status_code        = 200
    ssl_check_enabled           = true
    ssl_cert_remaining_lifetime = 14

    content {
      content_match      = "alive"
      ignore_case        = true
      pass_if_text_found = true
    }
  }
}

resource "azurerm_monitor_metric_alert" "outside" {
  count = local.profile.alerts ? 1 : 0

  name                = "${local.profile.project}-${local.profile.environment}-frontoffice-outside"
  description         = "The shop cannot be reached from two places or more."
  resource_group_name = azurerm_resource_group.this.name
  scopes              = [azurerm_application_insights_standard_web_test.shop[0].id, local.shared.observability.app_insights_id]
  severity            = 0
  window_size         = "PT5M"
  frequency           = "PT1M"
  tags                = local.tags

  application_insights_web_test_location_availability_criteria {
    web_test_id           = azurerm_application_insights_standard_web_test.shop[0].id
    component_id          = local.shared.observability.app_insights_id
    failed_location_count = 2
  }

  action {
    action_group_id = module.watch.action_group_id
  }
}
