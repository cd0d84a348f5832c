resource "azurerm_communication_service" "this" {
  name                = local.names.mail
  resource_group_name = azurerm_resource_group.this.name
  data_location       = var.mail.data_location
  tags                = local.tags
}

resource "azurerm_email_communication_service" "this" {
  name                = local.names.maildomain
  resource_group_name = azurerm_resource_group.this.name
  data_location       = var.mail.data_location
  tags                = local.tags
}

# A domain of one's own is verified by DNS records (output mail_records); Azure's own domain needs
# none, but lets out 5 mails a minute and 10 an hour.
resource "azurerm_email_communication_service_domain" "this" {
  name              = coalesce(var.mail.domain, "AzureManagedDomain")
  email_service_id  = azurerm_email_communication_service.this.id
  domain_management = var.mail.domain == null ? "AzureManaged" : "CustomerManaged"
  tags              = local.tags
}

resource "azurerm_email_communication_service_domain_sender_username" "this" {
  count = var.mail.domain == null ? 0 : 1

  name                    = var.mail.sender
  email_service_domain_id = azurerm_email_communication_service_domain.this.id
}

resource "azurerm_communication_service_email_domain_association" "this" {
  communication_service_id = azurerm_communication_service.this.id
  email_service_domain_id  = azurerm_email_communication_service_domain.this.id
}

# Azure has no role that sends and does nothing else; this one ends at this service.
resource "azurerm_role_assignment" "mail" {
  scope                = azurerm_communication_service.this.id
  role_definition_name = "Communication and Email Service Owner"
  principal_id         = azurerm_user_assigned_identity.this["background"].principal_id
  principal_type       = "ServicePrincipal"
}
