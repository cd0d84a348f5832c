mock_provider "azurerm" {
  source = "../tests/mocks"
}

run "plan" {
  command = plan

  assert {
    condition     = length(azurerm_service_plan.shared) == 1 && azurerm_service_plan.shared[0].sku_name == "B1" && azurerm_service_plan.shared[0].worker_count == 1
    error_message = "A small environment runs its three web apps on one small plan."
  }

  assert {
    condition     = length(azurerm_virtual_network.this) + length(azurerm_nat_gateway.this) + length(azurerm_private_dns_zone.this) == 0
    error_message = "A small environment pays for no network."
  }
}

run "apply" {
  assert {
    condition     = output.queues == tolist(sort(flatten([for name in ["orders", "imports", "media", "notifications", "campaigns", "documents", "webhooks", "etl", "models"] : [name, "${name}-poison"]])))
    error_message = "Each queue has its poison queue."
  }

  assert {
    condition     = sort([for name, grant in azurerm_role_assignment.queue : name if startswith(name, "etl/")]) == tolist(["etl/etl-poison/send", "etl/etl/process", "etl/etl/read", "etl/models-poison/send", "etl/models/process", "etl/models/read"])
    error_message = "[5] The ETL and its models read their own queues and no other, and send to none but the poison queues beside them."
  }

  assert {
    condition     = length([for name in keys(azurerm_role_assignment.queue) : name if startswith(name, "spa/")]) == 0 && length([for name in keys(azurerm_role_assignment.container) : name if startswith(name, "spa/")]) == 0 && [for name, grant in azurerm_role_assignment.container : "${name}: ${grant.role_definition_name}" if startswith(name, "frontoffice/")] == ["frontoffice/documents: Storage Blob Data Reader"]
    error_message = "[5] The host of the SPA touches no queue and no file; the storefront reads documents, and no other file."
  }

  assert {
    condition     = azurerm_role_assignment.mail.scope == azurerm_communication_service.this.id && length([for name in output.background.settings : name if can(regex("PASSWORD", name))]) == 0
    error_message = "Mail leaves by the identity of the background app: there is no password."
  }

  assert {
    condition     = length(azurerm_role_assignment.host) == 2 && alltrue([for grant in azurerm_role_assignment.host : grant.scope == azurerm_storage_account.host.id])
    error_message = "[5] Only the function hosts own blobs, and only those of their own account."
  }

  assert {
    condition     = [for name, container in azurerm_storage_container.this : name if container.container_access_type != "private"] == ["media"]
    error_message = "Nothing but the pictures of products is public."
  }

  assert {
    condition     = output.connections.allowed == 35 && sum([for app, count in output.connections : count if app != "allowed"]) == 35
    error_message = "All pools together fit the 35 connections of the smallest server."
  }

  assert {
    condition     = output.database.warehouse && output.network == null && output.shared_plan_id != null && length(output.watched.alerts) == 0
    error_message = "The warehouse is a second database, and nobody is woken."
  }

  assert {
    condition     = output.hosts.shop == "${module.naming.names.frontoffice}.azurewebsites.net"
    error_message = "Without names of their own the apps have those that Azure gives them."
  }
}

run "pools_that_do_not_fit_are_refused" {
  command = plan

  variables {
    profile = merge(var.profile, { pools = merge(var.profile.pools, { frontoffice = 20 }) })
  }

  expect_failures = [output.connections]
}
