output "state" {
  description = "Where the state lies: the variable `state` of the stacks, but for the container, which is named like the environment."
  value = {
    resource_group_name  = azurerm_resource_group.this.name
    storage_account_name = azurerm_storage_account.state.name
    containers           = sort(keys(azurerm_storage_container.state))
  }
}

output "deployers" {
  description = "Client ids for GitHub's variables (docs/pipeline.md): NAME-plan, NAME-drift and NAME-apply of each environment; none of it is secret."
  value = {
    for name, identity in azurerm_user_assigned_identity.deployer : name => {
      client_id = identity.client_id
      subject   = local.deployers[name].subject
    }
  }
}
