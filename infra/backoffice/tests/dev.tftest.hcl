mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

run "plan" {
  command = plan

  assert {
    condition     = length(azurerm_service_plan.this) == 0 && length(module.warehouse) == 0 && azurerm_fabric_capacity.this[0].sku[0].name == "F2"
    error_message = "A small environment shares plan and server, and has the smallest capacity for reports."
  }
}

run "apply" {
  assert {
    condition     = output.containers == ["uploads"] && azurerm_storage_container.uploads.container_access_type == "private"
    error_message = "Uploads are private."
  }

  assert {
    condition     = sort(keys(azurerm_role_assignment.uploads)) == tolist(["background", "backoffice"])
    error_message = "The API signs uploads, the background app reads them, and nobody else does either."
  }

  assert {
    condition     = output.api_callers == "only the host of the SPA, by its subnet" && azurerm_virtual_network.callers[0].address_space == toset(["10.30.0.0/24"])
    error_message = "Nobody but the host of the SPA can tell the API whose address a browser has."
  }

  assert {
    condition     = !contains(output.spa.settings, "LONJA_SECRET_KEY") && !contains(output.etl.settings, "LONJA_SECRET_KEY")
    error_message = "Who seals nothing has no key."
  }

  assert {
    condition     = !output.warehouse.own && !contains(output.etl.settings, "LONJA_POWERBI_ENTRA")
    error_message = "Without a published report there is nothing to sign in to."
  }
}

run "published_reports_are_reached_by_identity" {
  variables {
    power_bi = {
      workspace = "11111111-1111-1111-1111-111111111113"
      report    = "11111111-1111-1111-1111-111111111114"
      dataset   = "11111111-1111-1111-1111-111111111115"
    }
  }

  assert {
    condition     = alltrue([for settings in [output.etl.settings, output.backoffice.settings] : contains(settings, "LONJA_POWERBI_ENTRA") && !contains(settings, "LONJA_POWERBI_CLIENT_SECRET")])
    error_message = "API and ETL sign in to Power BI as themselves: no secret opens it."
  }
}

run "staff_sign_in_with_entra_and_no_secret" {
  variables {
    staff_sign_in = {
      tenant    = "11111111-1111-1111-1111-111111111116"
      client_id = "11111111-1111-1111-1111-111111111117"
    }
  }

  assert {
    condition     = contains(output.backoffice.settings, "LONJA_STAFF_ISSUER") && !contains(output.backoffice.settings, "LONJA_STAFF_CLIENT_SECRET") && !contains(output.etl.settings, "LONJA_STAFF_ISSUER")
    error_message = "The API signs people in as itself, and no other app does."
  }
}
