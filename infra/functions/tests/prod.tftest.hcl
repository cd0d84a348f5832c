mock_provider "azurerm" {
  source = "../tests/mocks"
}

variables {
  secret_values = {
    lonja-secret-key = "only-in-this-test-0123456789-0123456789"
  }
}

run "plan" {
  command = plan

  assert {
    condition     = length(azurerm_service_plan.shared) == 0
    error_message = "In production each stack has a plan of its own."
  }

  assert {
    condition     = { for name, subnet in azurerm_subnet.this : name => one(subnet.address_prefixes) } == { frontoffice = "10.20.0.0/24", backoffice = "10.20.1.0/24", background = "10.20.2.0/24", etl = "10.20.3.0/24", reports = "10.20.4.0/24", endpoints = "10.20.5.0/24" }
    error_message = "Each role has a subnet, and subnets do not move."
  }

  assert {
    condition     = azurerm_storage_account.store.account_replication_type == "GZRS" && azurerm_storage_account.host.account_replication_type == "ZRS"
    error_message = "Pictures and files outlive the region, packages a zone."
  }
}

run "apply" {
  assert {
    condition     = sort(keys(output.private_endpoints)) == tolist(["background", "database", "host-blob", "store-blob", "store-queue", "vault"])
    error_message = "Everything with data has a private address."
  }

  assert {
    condition     = output.egress_address == "203.0.113.10"
    error_message = "The one address to leave by is shown, to be allowed by partners."
  }

  assert {
    condition     = length([for name in ["poison", "queue-age", "database-storage"] : name if contains(output.watched.alerts, name)]) == 3
    error_message = "Somebody is told of messages that were given up, of those that wait, and of a database that fills up."
  }

  assert {
    condition     = sum([for app, count in output.connections : count if app != "allowed"]) <= output.connections.allowed
    error_message = "All pools together fit the server when every app has grown."
  }

  assert {
    condition     = !output.database.warehouse && output.hosts.shop == "shop.example.com"
    error_message = "The warehouse is a server of its own; the shop has its own name."
  }
}

run "replica_has_a_private_address_and_an_alert" {
  variables {
    databases = merge(var.databases, { read_replica = true })
  }

  assert {
    condition     = contains(keys(output.private_endpoints), "replica") && contains(output.watched.alerts, "replica-lag")
    error_message = "A replica is as private as its server, and its lag is watched."
  }
}
