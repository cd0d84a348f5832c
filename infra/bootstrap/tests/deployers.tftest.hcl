mock_provider "azurerm" {
  source = "../tests/mocks"
}

variables {
  owner              = "shop-team"
  cost_center        = "lonja"
  state_account_name = "stlonjatfstate"
  github_repository  = "example/lonja"
}

run "state_has_no_key_and_cannot_be_lost" {
  assert {
    condition     = !azurerm_storage_account.state.shared_access_key_enabled && azurerm_storage_account.state.default_to_oauth_authentication && !azurerm_storage_account.state.local_user_enabled
    error_message = "[2] The state is reached by Entra tokens alone."
  }

  assert {
    condition     = azurerm_storage_account.state.blob_properties[0].versioning_enabled && azurerm_storage_account.state.blob_properties[0].delete_retention_policy[0].days == 90 && azurerm_management_lock.state.lock_level == "CanNotDelete"
    error_message = "Every version of the state is kept for 90 days."
  }

  assert {
    condition     = output.state.containers == tolist(["bootstrap", "dev", "prod", "staging"])
    error_message = "[2] Each environment has a state of its own."
  }
}

run "pull_requests_only_read" {
  assert {
    condition = {
      for name, credential in azurerm_federated_identity_credential.github : name => credential.subject
      } == {
      dev-plan      = "repo:example/lonja:pull_request"
      dev-drift     = "repo:example/lonja:ref:refs/heads/main"
      dev-apply     = "repo:example/lonja:environment:dev"
      staging-plan  = "repo:example/lonja:pull_request"
      staging-drift = "repo:example/lonja:ref:refs/heads/main"
      staging-apply = "repo:example/lonja:environment:staging"
      prod-plan     = "repo:example/lonja:pull_request"
      prod-drift    = "repo:example/lonja:ref:refs/heads/main"
      prod-apply    = "repo:example/lonja:environment:prod"
    }
    error_message = "[41] GitHub gives the applying identity to jobs of the protected environment only."
  }

  assert {
    condition     = alltrue([for credential in azurerm_federated_identity_credential.github : credential.issuer == "https://token.actions.githubusercontent.com" && credential.audience == tolist(["api://AzureADTokenExchange"])])
    error_message = "[41] Tokens of GitHub are taken, and there is no secret to steal."
  }

  assert {
    condition = { for name, grant in azurerm_role_assignment.resources : name => endswith(name, "-drift") ? grant.role_definition_id : grant.role_definition_name if startswith(name, "prod-") } == {
      prod-plan  = "Reader"
      prod-drift = azurerm_role_definition.drift.role_definition_resource_id
      prod-apply = "Contributor"
    }
    error_message = "[41] A plan reads, and so does the look at night; one identity changes."
  }

  assert {
    condition = { for name, grant in azurerm_role_assignment.state : name => grant.role_definition_name if startswith(name, "prod-") } == {
      prod-plan  = "Storage Blob Data Reader"
      prod-drift = "Storage Blob Data Reader"
      prod-apply = "Storage Blob Data Contributor"
    }
    error_message = "[41] Only who applies writes the state."
  }

  assert {
    condition     = length([for action in azurerm_role_definition.drift.permissions[0].actions : action if !endswith(action, "/read") && !endswith(lower(action), "/listkeys/action") && !endswith(action, "/list/action")]) == 0 && azurerm_role_definition.drift.permissions[0].data_actions == null
    error_message = "[41] The role of the night lists and reads what a refresh compares, and changes nothing."
  }

  assert {
    condition     = sort(keys(azurerm_role_assignment.grants)) == tolist(["dev-apply", "prod-apply", "staging-apply"])
    error_message = "Only those that apply hand out roles."
  }

  assert {
    condition = alltrue([
      for grant in azurerm_role_assignment.grants :
      grant.condition_version == "2.0" && strcontains(grant.condition, "ForAnyOfAnyValues:GuidEquals") && !strcontains(grant.condition, "8e3af657-a8ff-443c-a75c-2fe8c4bcb635")
    ])
    error_message = "They hand out the listed roles only, and Owner is none of them."
  }
  assert {
    condition = alltrue([
      for grant in azurerm_role_assignment.grants :
      length(split("{'Group'}", grant.condition)) == 2 && length(regexall("GuidEquals \\{b86a8fe4-44ce-4948-aee5-eccb2c155cd7\\}\\s+AND\\s+@Request\\[[^]]+:PrincipalType\\] \\S+ \\{'Group'\\}", grant.condition)) == 1
    ])
    error_message = "A group is handed the vault's secrets and nothing else."
  }
}
