variables {
  project         = "lonja"
  environment     = "prod"
  stack           = "functions"
  location        = "westeurope"
  subscription_id = "00000000-0000-0000-0000-000000000001"
  owner           = "shop-team"
  cost_center     = "lonja-prod"
  components      = { background = "function_app" }
}

run "longest_names_still_fit" {
  command = plan

  variables {
    project = "azulejo"
    components = {
      background = "function_app"
      store      = "storage_account"
      vault      = "key_vault"
    }
  }

  assert {
    condition     = length(output.names.background) == 32 && length(output.names.store) <= 24 && length(output.names.vault) <= 24
    error_message = "The longest project in production must fit every kind."
  }

  assert {
    condition     = can(regex("^stazulejoprodstore[0-9a-f]{5}$", output.names.store)) && can(regex("^kv-azulejo-prod-[0-9a-f]{5}$", output.names.vault))
    error_message = "Storage accounts have no dashes; a vault has no room for its component."
  }
}

run "another_region_has_other_names" {
  command = plan

  variables {
    location = "northeurope"
  }

  assert {
    condition     = output.names.background != run.longest_names_still_fit.names.background && output.tags["cost-center"] == "lonja-prod" && output.resource_group == "rg-lonja-prod-functions-neu"
    error_message = "Names, tags and resource group are derived from the environment."
  }
}

run "refuses_a_name_longer_than_azure_allows" {
  command = plan

  variables {
    project    = "azulejo"
    components = { inventories = "storage_account" }
  }

  expect_failures = [output.names]
}
