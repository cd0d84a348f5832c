mock_provider "azurerm" {
  source = "../tests/mocks"
}

run "plan" {
  command = plan

  assert {
    condition     = length(azurerm_service_plan.shared) == 0
    error_message = "In production each stack has a plan of its own."
  }

  assert {
    condition     = { for name, subnet in azurerm_subnet.this : name => one(subnet.address_prefixes) } == { frontoffice = "10.20.0.0/24", backoffice = "10.20.1.0/24", background = "10.20.2.0/24", etl = "10.20.3.0/24", reports = "10.20.4.0/24", endpoints = "10.20.5.0/24" }
    error_message = "[12] Each role has a subnet, and subnets do not move."
  }

  assert {
    condition     = azurerm_storage_account.store.account_replication_type == "GZRS" && azurerm_storage_account.host.account_replication_type == "ZRS"
    error_message = "[23] Pictures and files outlive the region, packages a zone."
  }

  assert {
    condition     = keys(azurerm_subnet_network_security_group_association.this) == keys(azurerm_subnet.this) && alltrue([for subnet in azurerm_subnet.this : !subnet.default_outbound_access_enabled])
    error_message = "[12] Every subnet is guarded, and none leaves by an address of Azure's."
  }

  assert {
    condition     = { for name, subnet in azurerm_subnet.this : name => subnet.delegation[0].service_delegation[0].name if length(subnet.delegation) > 0 } == { frontoffice = "Microsoft.Web/serverFarms", backoffice = "Microsoft.Web/serverFarms", background = "Microsoft.App/environments", etl = "Microsoft.App/environments", reports = "Microsoft.PowerPlatform/vnetaccesslinks" }
    error_message = "[12] A subnet belongs to the service of its role."
  }

  assert {
    condition = { for name, rule in azurerm_network_security_rule.this : name => "${rule.priority} ${rule.direction} ${rule.access} ${rule.protocol} to ${rule.destination_address_prefix}" } == merge(
      { for app in ["frontoffice", "backoffice", "background", "etl", "reports"] : "${app}/nothing-in" => "4000 Inbound Deny * to *" },
      { for app in ["frontoffice", "backoffice", "background", "etl", "reports"] : "${app}/out-to-endpoints" => "100 Outbound Allow Tcp to 10.20.5.0/24" },
      { for app in ["frontoffice", "backoffice", "background", "etl", "reports"] : "${app}/out-to-internet" => "200 Outbound Allow Tcp to Internet" },
      { for app in ["frontoffice", "backoffice", "background", "etl", "reports"] : "${app}/nothing-else-out" => "4000 Outbound Deny * to *" },
      { "endpoints/apps-to-endpoints" = "100 Inbound Allow Tcp to *", "endpoints/nothing-else-in" = "4000 Inbound Deny * to *" },
    )
    error_message = "[12] Nobody calls into the subnet of an app, and the app calls nobody who is not listed."
  }
}

run "apply" {
  assert {
    condition     = sort(keys(output.private_endpoints)) == tolist(["background", "database", "host-blob", "store-blob", "store-queue", "vault"])
    error_message = "[13] Everything with data has a private address."
  }

  assert {
    condition     = output.egress_address == "203.0.113.10"
    error_message = "[15] The one address to leave by is shown, to be allowed by partners."
  }

  assert {
    condition     = keys(azurerm_subnet_nat_gateway_association.apps) == ["background", "backoffice", "etl", "frontoffice", "reports"] && azurerm_nat_gateway_public_ip_association.egress[0].public_ip_address_id == azurerm_public_ip.egress[0].id && azurerm_public_ip.egress[0].allocation_method == "Static"
    error_message = "[15] All that send leave through the gateway, by an address that stays."
  }

  assert {
    condition     = { for kind, zone in azurerm_private_dns_zone.this : kind => zone.name } == { blob = "privatelink.blob.core.windows.net", queue = "privatelink.queue.core.windows.net", postgresqlServer = "privatelink.postgres.database.azure.com", vault = "privatelink.vaultcore.azure.net", sites = "privatelink.azurewebsites.net" }
    error_message = "[14] Every kind of private address has the zone that Azure looks names up in."
  }

  assert {
    condition     = keys(azurerm_private_dns_zone_virtual_network_link.this) == keys(azurerm_private_dns_zone.this) && alltrue([for link in azurerm_private_dns_zone_virtual_network_link.this : link.virtual_network_id == azurerm_virtual_network.this[0].id])
    error_message = "[14] Every zone is linked to the network."
  }

  assert {
    condition     = !azurerm_storage_account.store.public_network_access_enabled && !azurerm_storage_account.host.public_network_access_enabled && !azurerm_key_vault.this.public_network_access_enabled && azurerm_key_vault.this.network_acls[0].default_action == "Deny"
    error_message = "[16] Accounts and vault have no public address."
  }

  assert {
    condition     = [for instance in azurerm_data_protection_backup_instance_postgresql_flexible_server.this : instance.server_id] == [output.database.id] && azurerm_data_protection_backup_vault.this[0].redundancy == "GeoRedundant"
    error_message = "[35] The shop's database is backed up in a vault that outlives the region."
  }

  assert {
    condition     = { for rule in azurerm_data_protection_backup_policy_postgresql_flexible_server.this[0].retention_rule : rule.name => rule.life_cycle[0].duration } == { monthly = "P1Y", yearly = "P6Y" }
    error_message = "[35] A backup of each month is kept for a year, one of each year for six."
  }

  assert {
    condition     = contains(output.watched.diagnostics, "network")
    error_message = "[29] The network sends its logs."
  }

  assert {
    condition     = length(setsubtract(["background-failures", "database-connections", "database-cpu", "database-storage", "logs-capped", "poison", "queue-age", "store-availability"], output.watched.alerts)) == 0
    error_message = "[31] Somebody is told of messages that were given up, of those that wait, and of a database that fills up."
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
    profile = merge(var.profile, { databases = merge(var.profile.databases, { read_replica = true }) })
  }

  assert {
    condition     = contains(keys(output.private_endpoints), "replica") && contains(output.watched.alerts, "replica-lag")
    error_message = "A replica is as private as its server, and its lag is watched."
  }
}

run "a_domain_is_linked_once_it_is_verified" {
  command = plan

  variables {
    profile = merge(var.profile, { mail = merge(var.profile.mail, { verified = false }) })
  }

  expect_failures = [check.mail_goes_out]

  assert {
    condition     = length(azurerm_communication_service_email_domain_association.this) == 0 && length(azurerm_email_communication_service_domain_sender_username.this) == 0
    error_message = "Azure refuses to link a domain whose DNS records it has not found."
  }
}

run "do_not_reply_is_there_from_the_start" {
  command = plan

  variables {
    profile = merge(var.profile, { mail = merge(var.profile.mail, { sender = "DoNotReply" }) })
  }

  assert {
    condition     = length(azurerm_communication_service_email_domain_association.this) == 1 && length(azurerm_email_communication_service_domain_sender_username.this) == 0
    error_message = "To make it again would be refused."
  }
}

run "backups_that_fail_are_told" {
  assert {
    condition     = azurerm_monitor_alert_processing_rule_action_group.backups[0].scopes == toset([azurerm_data_protection_backup_vault.this[0].id]) || azurerm_monitor_alert_processing_rule_action_group.backups[0].scopes == tolist([azurerm_data_protection_backup_vault.this[0].id])
    error_message = "[35] Who is on call hears of a backup that failed."
  }
}
