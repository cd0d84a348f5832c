# -var-file=../environments/dev.tfvars
mock_provider "azurerm" {
  source = "../tests/mocks"
}

run "plan" {
  command = plan
}

run "apply" {
}
