# What every environment keeps: terraform test -var-file=../environments/prod.tfvars
mock_provider "azurerm" {
  source = "../tests/mocks"
}

run "apply" {
  # Provider and backend are no resources: what is written is all that can be read.
  assert {
    condition = alltrue([
      for stack in ["functions", "frontoffice", "backoffice"] :
      strcontains(file("${path.module}/../${stack}/versions.tf"), "version = \"~> 5.2\"") &&
      strcontains(file("${path.module}/../${stack}/versions.tf"), "resource_providers_to_register = [")
    ])
    error_message = "[1] Every stack pins its provider and lists what it registers."
  }

  assert {
    condition     = alltrue([for stack in ["functions", "frontoffice", "backoffice"] : can(regex("backend \"azurerm\" \\{\n[^}]*use_azuread_auth = true\n", file("${path.module}/../${stack}/versions.tf")))])
    error_message = "[2] Every stack reads and writes its state with tokens."
  }

  assert {
    condition     = alltrue([for account in [azurerm_storage_account.store, azurerm_storage_account.host] : !account.shared_access_key_enabled && account.default_to_oauth_authentication && !account.local_user_enabled])
    error_message = "[3] The accounts have no keys and no local users."
  }

  assert {
    condition     = alltrue([for name, identity in azurerm_user_assigned_identity.this : identity.name == "id-lonja-${var.profile.environment}-${name}-${var.profile.location}"]) && sort(keys(azurerm_user_assigned_identity.this)) == tolist(["background", "backoffice", "etl", "frontoffice", "spa"])
    error_message = "[4] Each of the five apps has an identity of its own."
  }

  assert {
    condition     = alltrue([for grant in azurerm_role_assignment.queue : grant.principal_type == "ServicePrincipal" && strcontains(grant.scope, "/queues/")]) && alltrue([for grant in azurerm_role_assignment.container : grant.principal_type == "ServicePrincipal" && strcontains(grant.scope, "/containers/")])
    error_message = "[5] Apps, and nobody else, have rights on single queues and containers."
  }

  assert {
    condition     = azurerm_key_vault.this.rbac_authorization_enabled && azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.soft_delete_retention_days == 90
    error_message = "[7] The vault asks for roles, and nothing in it is lost before 90 days."
  }

  assert {
    condition     = output.vault.secret_key.reference == "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.this.name};SecretName=lonja-secret-key)"
    error_message = "[8] Apps are told where the secret is, not what it is."
  }

  assert {
    condition     = alltrue([for stack in ["bootstrap", "functions", "frontoffice", "backoffice"] : alltrue([for file in fileset("${path.module}/../${stack}", "*.tf") : !can(regex("azurerm_key_vault_secret", file("${path.module}/../${stack}/${file}")))])])
    error_message = "[9] Terraform neither writes nor reads a secret, so no state and no plan has one."
  }

  assert {
    condition     = azurerm_application_insights.this.workspace_id == azurerm_log_analytics_workspace.this.id && !azurerm_application_insights.this.local_authentication_enabled && !azurerm_log_analytics_workspace.this.local_authentication_enabled
    error_message = "[30] Traces lie in the workspace and are taken from identities alone."
  }

  assert {
    condition     = azurerm_application_insights.this.daily_data_cap_in_gb == var.profile.logs.daily_gb && azurerm_application_insights.this.sampling_percentage == 100 && azurerm_log_analytics_workspace.this.daily_quota_gb == var.profile.logs.daily_gb && azurerm_log_analytics_workspace.this.retention_in_days == var.profile.logs.retention_days
    error_message = "[30] What the apps chose to tell is taken in whole, capped and kept for a while."
  }

  assert {
    condition     = alltrue([for grant in concat(values(azurerm_role_assignment.telemetry), values(azurerm_role_assignment.secret), [azurerm_role_assignment.mail, azurerm_role_assignment.background_secret, azurerm_role_assignment.upload_delegation]) : grant.principal_type == "ServicePrincipal" && !can(regex("^/subscriptions/[^/]+(/resourceGroups/[^/]+)?$", grant.scope))])
    error_message = "[5] Every other right is an app's, too, and on one resource."
  }

  assert {
    condition = [
      for block in flatten([for stack in ["functions", "frontoffice", "backoffice"] : [for file in fileset("${path.module}/../${stack}", "*.tf") : regexall("(?ms)^resource \"azurerm_role_assignment\" \"\\w+\" {.*?^}", file("${path.module}/../${stack}/${file}"))]]) :
      regex("\"(\\w+)\" {", block)[0] if !can(regex("(?m)^  principal_type ", block)) || can(regex("(?m)^  scope += (azurerm_resource_group|data.azurerm_subscription)", block))
    ] == ["backup_reader"]
    error_message = "[5] Each right says whose kind it is for; a whole group is read by Azure Backup alone, which asks for it."
  }

  assert {
    condition = [
      for block in flatten([for part in ["functions", "frontoffice", "backoffice", "modules"] : [for file in fileset("${path.module}/../${part}", "**/*.tf") : regexall("(?ms)^resource .*?^}", file("${path.module}/../${part}/${file}"))]]) :
      regex("\"(\\w+)\"", block)[0] if can(regex("(?m)^  location ", block)) && !can(regex("(?m)^  tags ", block))
    ] == ["azurerm_data_protection_backup_instance_postgresql_flexible_server"]
    error_message = "[40] Whatever has a location has tags, but for the one that takes none."
  }

  assert {
    condition     = length([for name in ["background", "database", "vault", "store", "blobs", "host"] : name if contains(output.watched.diagnostics, name)]) == 6
    error_message = "[29] Everything shared sends its logs and metrics."
  }

  assert {
    condition     = azurerm_storage_account.store.blob_properties[0].versioning_enabled && azurerm_storage_account.store.blob_properties[0].delete_retention_policy[0].days == 14 && azurerm_storage_account.store.blob_properties[0].container_delete_retention_policy[0].days == 14
    error_message = "[38] A file that was overwritten or deleted comes back for two weeks."
  }

  assert {
    condition     = sort([for rule in azurerm_storage_management_policy.store.rule : rule.name if rule.enabled]) == tolist(["forget-old-versions", "forget-uploads-and-exports"])
    error_message = "[38] Old versions, uploads and exports have an end."
  }

  assert {
    condition     = { for name in ["env", "stack", "owner", "cost-center"] : name => azurerm_resource_group.this.tags[name] } == { env = var.profile.environment, stack = "functions", owner = "shop-team", cost-center = "lonja-${var.profile.environment}" } && can(regex("^rg-lonja-${var.profile.environment}-functions-[a-z0-9]+$", azurerm_resource_group.this.name))
    error_message = "[40] Tags say whose it is, and the name what it is."
  }
}

run "who_administers_writes_the_secret" {
  command = plan

  assert {
    condition     = azurerm_role_assignment.secrets_officer.principal_id == var.profile.database_administrator.object_id && azurerm_role_assignment.secrets_officer.principal_type == var.profile.database_administrator.principal_type
    error_message = "[5] The vault's secrets are the group's to write, whoever applies, and a plan by somebody else changes nothing."
  }
}

run "another_region" {
  variables {
    profile = merge(var.profile, { location = "germanywestcentral" })
  }

  assert {
    condition     = azurerm_resource_group.this.name == "rg-lonja-${var.profile.environment}-functions-gwc" && azurerm_storage_account.store.location == "germanywestcentral" && output.vault.name != run.apply.vault.name
    error_message = "[42] The same stack stands in a second region beside the first."
  }

  assert {
    condition     = length(setintersection(values(azurerm_user_assigned_identity.this)[*].name, values(run.apply.identities)[*].name)) == 0
    error_message = "[42] A database that was copied there takes the sign-ins of its own region as new ones."
  }
}
