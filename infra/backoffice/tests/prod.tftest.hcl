mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

run "plan" {
  command = plan

  assert {
    condition     = azurerm_service_plan.this[0].sku_name == "P0v3" && azurerm_service_plan.this[0].zone_balancing_enabled && azurerm_fabric_capacity.this[0].sku[0].name == "F8"
    error_message = "[21] The back office has a plan of its own over the zones, and a capacity for reports."
  }
}

run "apply" {
  assert {
    condition     = output.warehouse.own
    error_message = "The warehouse is a server of its own."
  }

  assert {
    condition     = output.instances == { every-day = "2-4" }
    error_message = "[24] The plan grows from two instances to four."
  }

  assert {
    condition     = sort(keys(output.private_endpoints)) == tolist(["backoffice", "backoffice-staging", "etl", "models", "spa", "spa-staging", "warehouse"])
    error_message = "[13] Apps, slots and warehouse have private addresses."
  }

  assert {
    condition     = alltrue([for route in azurerm_cdn_frontdoor_route.backoffice : route.https_redirect_enabled && route.forwarding_protocol == "HttpsOnly" && !route.link_to_default_domain])
    error_message = "[17] Every way in is HTTPS, by the back office's own name."
  }

  assert {
    condition     = { for name, origin in azurerm_cdn_frontdoor_origin.backoffice : name => origin.certificate_name_check_enabled ? origin.private_link[0].target_type : "" } == { pages = "sites", uploads = "blob" }
    error_message = "[18] Front Door reaches host and uploads by private links, and checks whose they are."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_firewall_policy.backoffice[0].mode == "Prevention" && { for rule in azurerm_cdn_frontdoor_firewall_policy.backoffice[0].managed_rule : rule.type => "${rule.version} ${rule.action}" } == { Microsoft_DefaultRuleSet = "2.1 Block", Microsoft_BotManagerRuleSet = "1.1 Block" } && sort([for rule in azurerm_cdn_frontdoor_firewall_policy.backoffice[0].custom_rule : rule.name if rule.type == "RateLimitRule"]) == tolist(["Floods", "Guessing"])
    error_message = "[19] The firewall prevents attacks, bots, floods and guesses."
  }

  assert {
    condition     = length(setsubtract(["backoffice", "etl", "models", "spa", "warehouse"], output.watched.diagnostics)) == 0
    error_message = "[29] The apps of the back office and its warehouse send their logs."
  }

  assert {
    condition     = output.watched.alerts == tolist(["backoffice-errors", "cpu", "etl-failed", "models-failed", "slow-answers", "spa-errors", "warehouse-storage"])
    error_message = "[31] Errors, a warehouse that fills up and an ETL that failed wake somebody."
  }

  assert {
    condition     = output.api_callers == "only the virtual network" && length(azurerm_virtual_network.callers) == 0
    error_message = "The API has no public address."
  }

  assert {
    condition     = output.front_door.cname == { "backoffice.example.com" = "fde-abc.z01.azurefd.net" } && length(output.front_door.private_links) == 2
    error_message = "[18] What has to be done by hand is listed."
  }

  assert {
    condition     = { for name, route in azurerm_cdn_frontdoor_route.backoffice : name => route.patterns_to_match } == { pages = tolist(["/*"]), uploads = tolist(["/uploads/*"]) } && length([for route in azurerm_cdn_frontdoor_route.backoffice : route if length(route.cache) > 0]) == 0
    error_message = "Nothing of the back office is kept at the edge."
  }

  assert {
    condition     = length([for rule in azurerm_cdn_frontdoor_firewall_policy.backoffice[0].custom_rule : rule if rule.name == "StaffOnly"]) == 0
    error_message = "Without networks of the staff, everybody may try to sign in."
  }
}

run "staff_networks_close_the_door_for_others" {
  variables {
    profile = merge(var.profile, { front_door = { requests_per_minute = 600, staff_networks = ["203.0.113.0/24"] } })
  }

  assert {
    condition     = [for rule in azurerm_cdn_frontdoor_firewall_policy.backoffice[0].custom_rule : "${rule.action} ${rule.match_condition[0].negation_condition} ${join(",", rule.match_condition[0].match_values)}" if rule.name == "StaffOnly"] == ["Block true 203.0.113.0/24"]
    error_message = "Who comes from elsewhere is turned away before the app."
  }
}

run "a_replica_is_told_to_those_who_list" {
  variables {
    profile = merge(var.profile, { databases = merge(var.profile.databases, { read_replica = true }) })
  }

  assert {
    condition     = contains(output.backoffice.settings, "LONJA_DATABASE_READ_URL") && !contains(output.etl.settings, "LONJA_DATABASE_READ_URL")
    error_message = "Lists of the back office are read from the replica; the ETL reads where the watermark is true."
  }
}

run "a_session_is_no_attack" {
  command = plan

  assert {
    condition     = flatten([for rules in azurerm_cdn_frontdoor_firewall_policy.backoffice[0].managed_rule : [for kept_out in rules.exclusion : "${kept_out.match_variable} ${kept_out.operator} ${kept_out.selector}"]]) == ["RequestCookieNames Equals __Host-lonja_staff"]
    error_message = "[19] The token of a session is random, and random letters can look like SQL."
  }

  assert {
    condition     = alltrue([for origin in azurerm_cdn_frontdoor_origin.backoffice : origin.private_link[0].location == "westeurope"])
    error_message = "[18] Private links begin where the storefront's do."
  }
}
