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
    error_message = "The back office has a plan of its own over the zones, and a capacity for reports."
  }
}

run "apply" {
  assert {
    condition     = output.warehouse.own && output.instances == { every-day = "2-4" }
    error_message = "The warehouse is a server of its own."
  }

  assert {
    condition     = output.api_callers == "only the virtual network" && length(azurerm_virtual_network.callers) == 0
    error_message = "The API has no public address."
  }

  assert {
    condition     = output.front_door.cname == { "backoffice.example.com" = "fde-abc.z01.azurefd.net" } && length(output.front_door.private_links) == 2
    error_message = "What has to be done by hand is listed."
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
    front_door = { requests_per_minute = 600, staff_networks = ["203.0.113.0/24"] }
  }

  assert {
    condition     = [for rule in azurerm_cdn_frontdoor_firewall_policy.backoffice[0].custom_rule : "${rule.action} ${rule.match_condition[0].negation_condition} ${join(",", rule.match_condition[0].match_values)}" if rule.name == "StaffOnly"] == ["Block true 203.0.113.0/24"]
    error_message = "Who comes from elsewhere is turned away before the app."
  }
}

run "a_replica_is_told_to_those_who_list" {
  variables {
    databases = merge(var.databases, { read_replica = true })
  }

  assert {
    condition     = contains(output.backoffice.settings, "LONJA_DATABASE_READ_URL") && !contains(output.etl.settings, "LONJA_DATABASE_READ_URL")
    error_message = "Lists of the back office are read from the replica; the ETL reads where the watermark is true."
  }
}
