mock_provider "azurerm" {
  source = "../tests/mocks"
}

variables {
  secret_values = {
    lonja-secret-key = "only-in-this-test-0123456789-0123456789"
    smtp-password    = "only-in-this-test"
  }
}

run "plan" {
  command = plan
}

run "apply" {
}
