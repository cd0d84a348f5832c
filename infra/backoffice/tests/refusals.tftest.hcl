mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

run "refuses_power_bi_no_guid" {
  command = plan

  variables {
    power_bi = { workspace = "w", report = "r", dataset = "d" }
  }

  expect_failures = [var.power_bi]
}

run "refuses_staff_sign_in_no_guid" {
  command = plan

  variables {
    staff_sign_in = { tenant = "company.example", client_id = "c" }
  }

  expect_failures = [var.staff_sign_in]
}
