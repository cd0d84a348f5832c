mock_provider "azurerm" {
  source = "../tests/mocks"
}

mock_provider "terraform" {
  source = "../tests/state"
}

run "plan" {
  command = plan

  assert {
    condition     = length(azurerm_service_plan.this) == 0 && length(module.scaling) == 0 && length(azurerm_cdn_frontdoor_profile.this) == 0
    error_message = "A small environment uses the shared plan and has no Front Door."
  }
}

run "apply" {
  assert {
    condition     = output.frontoffice.start_command == "python -m lonja.frontoffice --interface asgi --host 0.0.0.0 --port 8000 --workers 1 --respawn-failed-workers --workers-kill-timeout 5 --backpressure 8192 --http1-header-read-timeout 10000 --no-ws lonja.frontoffice.app:app"
    error_message = "The start command is the laptop's, with one worker per core."
  }

  assert {
    condition     = output.private_endpoints == {} && output.front_door == null && output.instances == null
    error_message = "Nothing is paid for that a small environment does not need."
  }
}
