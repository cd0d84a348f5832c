locals {
  mail_is_linked = local.profile.mail.domain == null || local.profile.mail.verified
}

check "mail_goes_out" {
  assert {
    condition     = local.mail_is_linked
    error_message = "No mail goes out yet: publish the records of the output mail_records, let Azure look for them, set mail.verified, apply again."
  }
}

resource "azurerm_communication_service" "this" {
  name                = local.names.mail
  resource_group_name = azurerm_resource_group.this.name
  data_location       = local.profile.mail.data_location
  tags                = local.tags
}

resource "azurerm_email_communication_service" "this" {
  name                = local.names.maildomain
  resource_group_name = azurerm_resource_group.this.name
  data_location       = local.profile.mail.data_location
  tags                = local.tags
}

# A domain of one's own is verified by DNS records (output mail_records), which somebody publishes and asks
# Azure to look for; until then it can be linked to nothing. Azure's own domain needs none, but lets out
# 5 mails a minute and 10 an hour.
resource "azurerm_email_communication_service_domain" "this" {
  name              = coalesce(local.profile.mail.domain, "AzureManagedDomain")
  email_service_id  = azurerm_email_communication_service.this.id
  domain_management = local.profile.mail.domain == null ? "AzureManaged" : "CustomerManaged"
  tags              = local.tags
}

resource "azurerm_email_communication_service_domain_sender_username" "this" {
  # Every domain has DoNotReply from the start.
  count = local.profile.mail.domain != null && local.mail_is_linked && lower(local.profile.mail.sender) != "donotreply" ? 1 : 0

  name                    = local.profile.mail.sender
  email_service_domain_id = azurerm_email_communication_service_domain.this.id
}

resource "azurerm_communication_service_email_domain_association" "this" {
  count = local.mail_is_linked ? 1 : 0

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
