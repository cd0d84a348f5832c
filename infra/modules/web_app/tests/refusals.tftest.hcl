mock_provider "azurerm" {
  source = "../../tests/mocks"
}

variables {
  name                = "app-lonja-dev-frontoffice-00000"
  resource_group_name = "rg-lonja-dev-frontoffice"
  location            = "westeurope"
  tags                = { env = "dev" }
  deployable          = "frontoffice"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.Web/serverFarms/asp"
  identity = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-lonja/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    client_id = "44444444-4444-4444-4444-444444444444"
  }
  python_version        = "3.13"
  start_command         = "python -m granian lonja.frontoffice.app:app"
  public_network_access = true
  staging_slot          = true
  settings              = { LONJA_ENVIRONMENT = "production" }

  application_insights_connection_string = "InstrumentationKey=66666666-6666-6666-6666-666666666666"
}

run "refuses_python_version_later" {
  command = plan

  variables {
    python_version = "3.14"
  }

  expect_failures = [var.python_version]
}

run "refuses_start_command_of_another_server" {
  command = plan

  variables {
    start_command = "gunicorn app:app"
  }

  expect_failures = [var.start_command]
}

run "refuses_health_path_relative" {
  command = plan

  variables {
    health_path = "healthz"
  }

  expect_failures = [var.health_path]
}

run "refuses_settings_secret_as_value" {
  command = plan

  variables {
    settings = { LONJA_SECRET_KEY = "hunter2" }
  }

  expect_failures = [var.settings]
}
