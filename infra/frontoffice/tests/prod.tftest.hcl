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
    error_message = "Three instances, one in each zone."
  }
}

run "apply" {
  assert {
    condition     = output.instances == { every-day = "3-10" }
    error_message = "The plan grows from three instances to ten."
  }

  assert {
    condition     = output.front_door.cname == { "shop.example.com" = "fde-abc.z01.azurefd.net" } && output.front_door.txt == { "_dnsauth.shop.example.com" = "token" } && length(output.front_door.private_links) == 2
    error_message = "What has to be done by hand is listed: two DNS records and two private links."
  }

  assert {
    condition     = { for name, route in { pages = azurerm_cdn_frontdoor_route.pages[0], static = azurerm_cdn_frontdoor_route.static[0], media = azurerm_cdn_frontdoor_route.media[0] } : name => length(route.cache) } == { pages = 0, static = 1, media = 1 }
    error_message = "Files are kept at the edge; pages are the app's own to keep."
  }

  assert {
    condition     = sort(keys(output.private_endpoints)) == tolist(["frontoffice", "frontoffice-staging"])
    error_message = "Deployments and their smoke tests reach the app and its slot privately."
  }
}

run "stands_ready_for_a_sale" {
  variables {
    sales = { black-friday = { from = "2026-11-27T00:00:00Z", to = "2026-11-28T00:00:00Z", instances = 8 } }
  }

  assert {
    condition     = output.instances == { black-friday = "8-10", every-day = "3-10" }
    error_message = "Eight instances wait for the crowd."
  }
}
