# Who may do what with what is shared: one identity per app, one line per right, each at the
# narrowest scope that Azure knows.
locals {
  apps = toset(["frontoffice", "backoffice", "spa", "background", "etl"])

  # After a commit the process that wrote hands its messages over, and every process sweeps up what a
  # crash of another left behind, whatever queue it is for: so all that write may send to all. The ETL
  # does not write to the shop, and sees no outbox.
  sends = { for app in ["frontoffice", "backoffice", "background"] : app => local.queues }

  # A host reads its queues and moves what fails to the poison queue beside each; the background app
  # takes what lies there to the dead letters that the back office shows.
  consumes = {
    background = [for name in local.queues : name if !contains(["etl", "models"], name)]
    # The app of the models is the ETL's other half, kept apart for its size: it has the same identity.
    etl = ["etl", "models"]
  }

  queue_grants = merge(
    {
      for grant in flatten([for app, queues in local.sends : [for queue in queues : { app = app, queue = queue }]]) :
      "${grant.app}/${grant.queue}/send" => merge(grant, { role = "Storage Queue Data Message Sender" })
    },
    {
      for grant in flatten([for app, queues in local.consumes : [for queue in queues : { app = app, queue = queue }]]) :
      "${grant.app}/${grant.queue}/process" => merge(grant, { role = "Storage Queue Data Message Processor" })
    },
    {
      for grant in flatten([for app, queues in local.consumes : [for queue in queues : { app = app, queue = queue }]]) :
      "${grant.app}/${grant.queue}/read" => merge(grant, { role = "Storage Queue Data Reader" })
    },
    {
      for grant in flatten([for app, queues in local.consumes : [for queue in queues : { app = app, queue = "${queue}-poison" }]]) :
      "${grant.app}/${grant.queue}/send" => merge(grant, { role = "Storage Queue Data Message Sender" })
    },
    {
      for queue in local.queues :
      "background/${queue}-poison/process" => { app = "background", queue = "${queue}-poison", role = "Storage Queue Data Message Processor" }
    },
  )

  container_grants = {
    "background/media"      = { app = "background", container = "media", role = "Storage Blob Data Contributor" }
    "background/exports"    = { app = "background", container = "exports", role = "Storage Blob Data Contributor" }
    "background/documents"  = { app = "background", container = "documents", role = "Storage Blob Data Contributor" }
    "backoffice/media"      = { app = "backoffice", container = "media", role = "Storage Blob Data Contributor" }
    "backoffice/exports"    = { app = "backoffice", container = "exports", role = "Storage Blob Data Reader" }
    "backoffice/documents"  = { app = "backoffice", container = "documents", role = "Storage Blob Data Reader" }
    "frontoffice/documents" = { app = "frontoffice", container = "documents", role = "Storage Blob Data Reader" }
  }
}

# A copied database knows the sign-ins of the identities it was copied from; in another region they have
# other names, so that theirs are made there as well.
resource "azurerm_user_assigned_identity" "this" {
  for_each = local.apps

  name                = "id-${local.profile.project}-${local.profile.environment}-${each.value}-${local.profile.location}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
}

resource "azurerm_role_assignment" "queue" {
  for_each = local.queue_grants

  scope                = azurerm_storage_queue.this[each.value.queue].id
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.this[each.value.app].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "container" {
  for_each = local.container_grants

  scope                = azurerm_storage_container.this[each.value.container].id
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.this[each.value.app].principal_id
  principal_type       = "ServicePrincipal"
}

# Signed upload addresses are made with a delegation key, which only the account as a whole gives out.
resource "azurerm_role_assignment" "upload_delegation" {
  scope                = azurerm_storage_account.store.id
  role_definition_name = "Storage Blob Delegator"
  principal_id         = azurerm_user_assigned_identity.this["backoffice"].principal_id
  principal_type       = "ServicePrincipal"
}

# The hosts create their own containers (leases, timers, keys) in the account that is theirs.
resource "azurerm_role_assignment" "host" {
  for_each = toset(["background", "etl"])

  scope                = azurerm_storage_account.host.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = azurerm_user_assigned_identity.this[each.value].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "telemetry" {
  for_each = local.apps

  scope                = azurerm_application_insights.this.id
  role_definition_name = "Monitoring Metrics Publisher"
  principal_id         = azurerm_user_assigned_identity.this[each.value].principal_id
  principal_type       = "ServicePrincipal"
}
