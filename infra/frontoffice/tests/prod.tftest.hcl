mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

run "plan" {
  command = plan

  assert {
    condition     = azurerm_service_plan.this[0].sku_name == "P1v3" && azurerm_service_plan.this[0].worker_count == 3 && azurerm_service_plan.this[0].zone_balancing_enabled
    error_message = "[21] Three instances, one in each zone."
  }
}

run "apply" {
  assert {
    condition     = output.instances == { every-day = "3-10" }
    error_message = "[24] The plan grows from three instances to ten."
  }

  assert {
    condition     = output.front_door.cname == { "shop.example.com" = "fde-abc.z01.azurefd.net" } && output.front_door.txt == { "_dnsauth.shop.example.com" = "token" } && length(output.front_door.private_links) == 2
    error_message = "[18] What has to be done by hand is listed: two DNS records and two private links."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_profile.this[0].sku_name == "Premium_AzureFrontDoor" && azurerm_cdn_frontdoor_custom_domain.shop[0].host_name == "shop.example.com" && azurerm_cdn_frontdoor_custom_domain.shop[0].tls[0].minimum_version == "TLS12"
    error_message = "[17] Buyers come in by the shop's own name, with TLS 1.2."
  }

  assert {
    condition = alltrue([
      for route in [azurerm_cdn_frontdoor_route.pages[0], azurerm_cdn_frontdoor_route.static[0], azurerm_cdn_frontdoor_route.media[0]] :
      route.https_redirect_enabled && route.forwarding_protocol == "HttpsOnly" && !route.link_to_default_domain
    ])
    error_message = "[17] Every way in is HTTPS, by that name alone."
  }

  assert {
    condition = {
      for origin in [azurerm_cdn_frontdoor_origin.shop[0], azurerm_cdn_frontdoor_origin.media[0]] :
      origin.name => origin.certificate_name_check_enabled ? origin.private_link[0].target_type : ""
    } == { frontoffice = "sites", store = "blob" }
    error_message = "[18] Front Door reaches app and pictures by private links, and checks whose they are."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_firewall_policy.this[0].mode == "Prevention" && azurerm_cdn_frontdoor_firewall_policy.this[0].enabled && { for rule in azurerm_cdn_frontdoor_firewall_policy.this[0].managed_rule : rule.type => "${rule.version} ${rule.action}" } == { Microsoft_DefaultRuleSet = "2.1 Block", Microsoft_BotManagerRuleSet = "1.1 Block" }
    error_message = "[19] The firewall prevents what the default rules and those about bots find."
  }

  assert {
    condition     = { for rule in azurerm_cdn_frontdoor_firewall_policy.this[0].custom_rule : rule.name => "${rule.type} ${rule.action} ${rule.rate_limit_threshold}" } == { Floods = "RateLimitRule Block ${var.profile.front_door.requests_per_minute}", Guessing = "RateLimitRule Block 30" }
    error_message = "[19] Floods and guesses are stopped at the door."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_firewall_policy.this[0].log_scrubbing[0].enabled && azurerm_cdn_frontdoor_security_policy.shop[0].security_policies[0].firewall[0].cdn_frontdoor_firewall_policy_id == azurerm_cdn_frontdoor_firewall_policy.this[0].id && azurerm_cdn_frontdoor_security_policy.shop[0].security_policies[0].firewall[0].association[0].patterns_to_match == tolist(["/*"])
    error_message = "[19] The firewall stands before every page, and its log keeps nobody's data."
  }

  assert {
    condition     = length(azurerm_application_insights_standard_web_test.shop[0].geo_locations) == 5 && azurerm_application_insights_standard_web_test.shop[0].validation_rules[0].content[0].content_match == "alive"
    error_message = "[32] The shop is looked at from five places, and by its content."
  }

  assert {
    condition     = azurerm_monitor_metric_alert.outside[0].application_insights_web_test_location_availability_criteria[0].failed_location_count == 2 && azurerm_monitor_metric_alert.outside[0].severity == 0
    error_message = "[32] Two places that see nothing wake somebody."
  }

  assert {
    condition     = length(setsubtract(["front-door", "frontoffice"], output.watched.diagnostics)) == 0
    error_message = "[29] The storefront and Front Door send their logs."
  }

  assert {
    condition     = output.watched.alerts == tolist(["cpu", "errors", "memory", "slow-pages", "unhealthy"])
    error_message = "[31] Errors, slow pages and tired instances of the storefront wake somebody."
  }

  assert {
    condition     = output.frontoffice.staging_host == "app-staging.azurewebsites.net"
    error_message = "[26] A release of the storefront is tried in a slot."
  }

  assert {
    condition     = { for name, route in { pages = azurerm_cdn_frontdoor_route.pages[0], static = azurerm_cdn_frontdoor_route.static[0], media = azurerm_cdn_frontdoor_route.media[0] } : name => length(route.cache) } == { pages = 0, static = 1, media = 1 }
    error_message = "Files are kept at the edge; pages are the app's own to keep."
  }

  assert {
    condition     = sort(keys(output.private_endpoints)) == tolist(["frontoffice", "frontoffice-staging"])
    error_message = "[13] Deployments and their smoke tests reach the app and its slot privately."
  }
}

run "stands_ready_for_a_sale" {
  variables {
    sales = { black-friday = { from = "2026-11-27T00:00:00Z", to = "2026-11-28T00:00:00Z", instances = 8 } }
  }

  assert {
    condition     = output.instances == { black-friday = "8-10", every-day = "3-10" }
    error_message = "[24] Eight instances wait for the crowd."
  }
}

run "files_alone_are_outside_the_flood" {
  command = plan

  assert {
    condition = alltrue([
      for url, is_file in {
        "https://shop.example.com:443/static/shop.css"        = true
        "https://shop.example.com:443/media/tile.webp"        = true
        "https://shop.example.com:443/es/tiles"               = false
        "https://shop.example.com:443/es/search?q=x/static/"  = false
        "https://shop.example.com:443/es/tiles?from=/media/x" = false
      } : can(regex(azurerm_cdn_frontdoor_firewall_policy.this[0].custom_rule[0].match_condition[0].match_values[0], url)) == is_file
    ])
    error_message = "[19] A flood does not pass for files by what it asks after the question mark."
  }
}

run "front_door_has_no_private_network_in_every_region" {
  command = plan

  variables {
    profile = merge(var.profile, { location = "spaincentral" })
  }

  assert {
    condition     = azurerm_cdn_frontdoor_origin.shop[0].private_link[0].location == "francecentral" && azurerm_cdn_frontdoor_origin.media[0].private_link[0].location == "francecentral"
    error_message = "[18] A private link begins in the nearest region where Front Door has a network."
  }
}
