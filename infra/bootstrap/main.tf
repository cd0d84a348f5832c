# Run once by a person, before everything else: where the state of the three stacks lies, and the
# identities that deploy them without any secret. Its own state stays in the container `bootstrap`
# (infra/README.md says how it gets there).
terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 5.2"
    }
  }
}

provider "azurerm" {
  storage_use_azuread            = true
  resource_providers_to_register = ["Microsoft.Authorization", "Microsoft.ManagedIdentity", "Microsoft.Storage"]

  features {
    storage {
      data_plane_available = false
    }
  }
}

data "azurerm_subscription" "current" {}

locals {
  tags = {
    stack         = "bootstrap"
    owner         = var.owner
    "cost-center" = var.cost_center
    project       = var.project
    "managed-by"  = "terraform"
  }

  # What the deploying identity may hand out, to identities alone; the condition below refuses every
  # other role, so that it cannot make itself the owner of the subscription. The vault's secrets are the
  # administrators' group to write.
  grantable_roles = {
    "Communication and Email Service Owner"                      = "09976791-48a7-449e-bb21-39d1a415f350"
    "Key Vault Secrets Officer"                                  = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
    "Key Vault Secrets User"                                     = "4633458b-17de-408a-b874-0445c86b69e6"
    "Monitoring Metrics Publisher"                               = "3913510d-42f4-4e42-8a64-420c390055eb"
    "PostgreSQL Flexible Server Long Term Retention Backup Role" = "c088a766-074b-43ba-90d4-1fb21feae531"
    "Reader"                                                     = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    "Storage Blob Data Contributor"                              = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    "Storage Blob Data Owner"                                    = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
    "Storage Blob Data Reader"                                   = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
    "Storage Blob Delegator"                                     = "db58b8e5-c6ad-4a2a-8342-4190687cbf4a"
    "Storage Queue Data Message Processor"                       = "8a0f0c08-91a1-4084-bc3d-661d67233fed"
    "Storage Queue Data Message Sender"                          = "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"
    "Storage Queue Data Reader"                                  = "19e7f393-937e-4f77-808e-94535e297925"
  }
  grantable_ids = join(", ", values(local.grantable_roles))
  # The one right that people get, as the group that deploys: to put the secret into the vault.
  officer_id = local.grantable_roles["Key Vault Secrets Officer"]

  # Three identities per environment, one for each thing that GitHub's jobs do. A pull request plans from
  # the state alone; main looks at night whether Azure is still as the state says; and what applies is
  # given out only to jobs of the protected environment.
  deployers = merge([
    for environment in var.environments : {
      "${environment}-plan"  = { environment = environment, subject = "repo:${var.github_repository}:pull_request", role = "Reader", applies = false }
      "${environment}-drift" = { environment = environment, subject = "repo:${var.github_repository}:ref:refs/heads/main", role = null, applies = false }
      "${environment}-apply" = { environment = environment, subject = "repo:${var.github_repository}:environment:${environment}", role = "Contributor", applies = true }
    }
  ]...)
}

# A refresh compares the settings of apps, which Azure does not show to a mere reader. None of this is
# for a pull request: whoever opens one could run code with it.
resource "azurerm_role_definition" "drift" {
  name        = "${var.project} drift ${data.azurerm_subscription.current.subscription_id}"
  scope       = data.azurerm_subscription.current.id
  description = "Reads what a refresh of Terraform compares; changes nothing."

  permissions {
    actions = [
      "*/read",
      "Microsoft.Communication/communicationServices/listKeys/action",
      "Microsoft.Web/sites/config/list/action",
      "Microsoft.Web/sites/slots/config/list/action",
    ]
  }
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${var.project}-bootstrap"
  location = var.location
  tags     = local.tags
}

resource "azurerm_storage_account" "state" {
  #checkov:skip=CKV_AZURE_59:Runners of GitHub have no fixed address; Entra keeps others out, container by container.
  #checkov:skip=CKV2_AZURE_33:It is there before any network is.
  name                     = var.state_account_name
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "GZRS"
  tags                     = local.tags

  allow_nested_items_to_be_public   = false
  cross_tenant_replication_enabled  = false
  default_to_oauth_authentication   = true
  https_traffic_only_enabled        = true
  infrastructure_encryption_enabled = true
  local_user_enabled                = false
  min_tls_version                   = "TLS1_2"
  # GitHub's runners have no fixed address; what keeps others out is Entra, per container.
  public_network_access_enabled = true
  shared_access_key_enabled     = false

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 90
    }

    container_delete_retention_policy {
      days = 90
    }
  }

  sas_policy {
    expiration_period = "00.01:00:00"
    expiration_action = "Block"
  }
}

resource "azurerm_storage_container" "state" {
  for_each = setunion(var.environments, ["bootstrap"])

  name                  = each.value
  storage_account_id    = azurerm_storage_account.state.id
  container_access_type = "private"
}

resource "azurerm_management_lock" "state" {
  name       = "keep"
  scope      = azurerm_storage_account.state.id
  lock_level = "CanNotDelete"
  notes      = "Without its state, Terraform no longer knows what is its own."
}

resource "azurerm_user_assigned_identity" "deployer" {
  for_each = local.deployers

  name                = "id-${var.project}-deploy-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = merge(local.tags, { env = each.value.environment })
}

resource "azurerm_federated_identity_credential" "github" {
  for_each = local.deployers

  name                      = "github"
  user_assigned_identity_id = azurerm_user_assigned_identity.deployer[each.key].id
  issuer                    = "https://token.actions.githubusercontent.com"
  subject                   = each.value.subject
  audience                  = ["api://AzureADTokenExchange"]
}

# Each sees the state of its own environment, and only what applies writes it: a plan takes no lock.
resource "azurerm_role_assignment" "state" {
  for_each = local.deployers

  scope                = azurerm_storage_container.state[each.value.environment].id
  role_definition_name = each.value.applies ? "Storage Blob Data Contributor" : "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.deployer[each.key].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "resources" {
  for_each = local.deployers

  scope                = data.azurerm_subscription.current.id
  role_definition_name = each.value.role
  role_definition_id   = each.value.role == null ? azurerm_role_definition.drift.role_definition_resource_id : null
  principal_id         = azurerm_user_assigned_identity.deployer[each.key].principal_id
  principal_type       = "ServicePrincipal"
}

# Contributors may not touch locks, and the stacks lock the databases of production.
resource "azurerm_role_assignment" "locks" {
  for_each = { for name, deployer in local.deployers : name => deployer if deployer.applies }

  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Locks Contributor"
  principal_id         = azurerm_user_assigned_identity.deployer[each.key].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "grants" {
  for_each = { for name, deployer in local.deployers : name => deployer if deployer.applies }

  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Role Based Access Control Administrator"
  principal_id         = azurerm_user_assigned_identity.deployer[each.key].principal_id
  principal_type       = "ServicePrincipal"
  condition_version    = "2.0"
  condition            = <<-EOT
    (
      (!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))
      OR
      (
        @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${local.grantable_ids}}
        AND
        @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}
      )
      OR
      (
        @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${local.officer_id}}
        AND
        @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Group'}
      )
    )
    AND
    (
      (!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}))
      OR
      (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${local.grantable_ids}})
    )
  EOT
}
