# More instances when the processors are busy, fewer when they are not, and enough of them before a
# sale begins: new ones take minutes, a crowd does not.
locals {
  # Out quickly and by two, in slowly and by one; the gap keeps them from chasing each other.
  rules = {
    out = { operator = "GreaterThan", threshold = 65, window = "PT5M", direction = "Increase", step = "2", cooldown = "PT3M" }
    in  = { operator = "LessThan", threshold = 30, window = "PT15M", direction = "Decrease", step = "1", cooldown = "PT15M" }
  }

  profiles = merge(
    { every-day = { minimum = var.minimum, maximum = var.maximum, dates = null } },
    {
      for name, sale in var.sales : name => {
        minimum = sale.instances
        maximum = var.maximum
        dates   = { from = sale.from, to = sale.to }
      }
    },
  )
}

resource "azurerm_monitor_autoscale_setting" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  target_resource_id  = var.plan_id
  tags                = var.tags

  dynamic "profile" {
    for_each = local.profiles

    content {
      name = profile.key

      capacity {
        minimum = profile.value.minimum
        default = profile.value.minimum
        maximum = profile.value.maximum
      }

      dynamic "fixed_date" {
        for_each = profile.value.dates[*]

        content {
          timezone = "UTC"
          start    = fixed_date.value.from
          end      = fixed_date.value.to
        }
      }

      dynamic "rule" {
        for_each = local.rules

        content {
          metric_trigger {
            metric_name        = "CpuPercentage"
            metric_resource_id = var.plan_id
            time_grain         = "PT1M"
            statistic          = "Average"
            time_window        = rule.value.window
            time_aggregation   = "Average"
            operator           = rule.value.operator
            threshold          = rule.value.threshold
          }

          scale_action {
            direction = rule.value.direction
            type      = "ChangeCount"
            value     = rule.value.step
            cooldown  = rule.value.cooldown
          }
        }
      }
    }
  }

  notification {
    email {
      custom_emails = var.emails
    }
  }
}
