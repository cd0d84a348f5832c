module "scaling" {
  source = "../modules/scaling"
  count  = try(var.plans.backoffice.maximum > var.plans.backoffice.minimum, false) ? 1 : 0

  name                = "autoscale-${local.names.plan}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
  plan_id             = azurerm_service_plan.this[0].id
  minimum             = var.plans.backoffice.minimum
  maximum             = var.plans.backoffice.maximum
  emails              = var.alert_emails
}
