mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                = "fn-lonja-dev-background-00000"
  plan_name           = "asp-lonja-dev-worker"
  resource_group_name = "rg-lonja-dev-functions"
  location            = "westeurope"
  tags                = { env = "dev" }
  deployable          = "background"
  identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    client_id = "44444444-4444-4444-4444-444444444444"
  }
  python_version        = "3.13"
  instance_memory_mb    = 2048
  maximum_instances     = 2
  zone_redundant        = false
  public_network_access = true
  settings              = { LONJA_ENVIRONMENT = "production" }

  storage = {
    account_name      = "sthost"
    blob_endpoint     = "https://sthost.blob.core.windows.net/"
    queue_endpoint    = "https://ststore.queue.core.windows.net/"
    package_container = "packages-background"
  }

  application_insights_connection_string = "InstrumentationKey=66666666-6666-6666-6666-666666666666"
}

run "refuses_name_long" {
  command = plan

  variables {
    name = "fn-lonja-staging-background-00000"
  }

  expect_failures = [var.name]
}

run "refuses_python_version_later" {
  command = plan

  variables {
    python_version = "3.14"
  }

  expect_failures = [var.python_version]
}

run "refuses_settings_secret_as_value" {
  command = plan

  variables {
    settings = { LONJA_SECRET_KEY = "hunter2" }
  }

  expect_failures = [var.settings]
}

run "refuses_instance_memory_mb_odd" {
  command = plan

  variables {
    instance_memory_mb = 1024
  }

  expect_failures = [var.instance_memory_mb]
}

run "refuses_maximum_instances_none" {
  command = plan

  variables {
    maximum_instances = 0
  }

  expect_failures = [var.maximum_instances]
}

run "refuses_always_ready_unknown_group" {
  command = plan

  variables {
    always_ready = { "queue:orders" = 1 }
  }

  expect_failures = [var.always_ready]
}
