mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  resource_group_name = "rg-lonja-prod-functions"
  location            = "westeurope"
  tags                = { env = "prod" }
  prefix              = "pe-lonja-prod"
  network             = null
  targets             = {}
}

run "refuses_targets_of_unknown_kind" {
  command = plan

  variables {
    targets = {
      cache = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Cache/redis/cache", kind = "redisCache" }
    }
  }

  expect_failures = [var.targets]
}
