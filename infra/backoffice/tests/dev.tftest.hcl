mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

variables {
  power_bi_client_secret = "only-in-this-test"
}

run "plan" {
  command = plan
}

run "apply" {
}
