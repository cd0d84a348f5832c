module "scaling" {
  source = "../modules/scaling"
  count  = try(local.profile.plans.frontoffice.maximum > local.profile.plans.frontoffice.minimum, false) ? 1 : 0

  name                = "autoscale-${local.names.plan}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
  plan_id             = azurerm_service_plan.this[0].id
  minimum             = local.profile.plans.frontoffice.minimum
  maximum             = local.profile.plans.frontoffice.maximum
  sales               = var.sales
  emails              = local.profile.alert_emails
}
