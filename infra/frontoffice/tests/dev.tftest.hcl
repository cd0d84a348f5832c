mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}


run "plan" {
  command = plan
}

run "apply" {
}
