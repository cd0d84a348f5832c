# The back office's way in: an endpoint of its own on the storefront's Front Door, for staff only, and
# the way by which browsers put files into the container `uploads`.
resource "azurerm_cdn_frontdoor_endpoint" "backoffice" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "${local.profile.project}-${local.profile.environment}-backoffice"
  cdn_frontdoor_profile_id = data.terraform_remote_state.frontoffice[0].outputs.front_door.id
  tags                     = local.tags
}

resource "azurerm_cdn_frontdoor_custom_domain" "backoffice" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "backoffice"
  cdn_frontdoor_profile_id = data.terraform_remote_state.frontoffice[0].outputs.front_door.id
  host_name                = local.profile.hosts.backoffice

  tls {
    certificate_type = "ManagedCertificate"
    minimum_version  = "TLS12"
  }
}

locals {
  # Where each kind of path goes. The API has no origin: only the host of the SPA calls it.
  origins = local.profile.front_door == null ? {} : {
    pages   = { host = module.spa.host, id = module.spa.id, kind = "sites", paths = ["/*"] }
    uploads = { host = local.shared.store.blob_host, id = local.shared.store.id, kind = "blob", paths = ["/uploads/*"] }
  }
}

resource "azurerm_cdn_frontdoor_origin_group" "backoffice" {
  for_each = local.origins

  name                     = "backoffice-${each.key}"
  cdn_frontdoor_profile_id = data.terraform_remote_state.frontoffice[0].outputs.front_door.id
  session_affinity_enabled = false

  load_balancing {}
}

resource "azurerm_cdn_frontdoor_origin" "backoffice" {
  for_each = local.origins

  name                           = each.key
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.backoffice[each.key].id
  host_name                      = each.value.host
  origin_host_header             = each.value.host
  certificate_name_check_enabled = true
  priority                       = 1
  weight                         = 1000

  dynamic "private_link" {
    for_each = local.profile.private_network ? [true] : []

    content {
      request_message        = "Front Door of ${local.profile.hosts.backoffice}"
      location               = data.terraform_remote_state.frontoffice[0].outputs.front_door.private_link_location
      private_link_target_id = each.value.id
      target_type            = each.value.kind
    }
  }
}

resource "azurerm_cdn_frontdoor_route" "backoffice" {
  for_each = local.origins

  name                            = each.key
  cdn_frontdoor_endpoint_id       = azurerm_cdn_frontdoor_endpoint.backoffice[0].id
  cdn_frontdoor_origin_group_id   = azurerm_cdn_frontdoor_origin_group.backoffice[each.key].id
  cdn_frontdoor_origin_ids        = [azurerm_cdn_frontdoor_origin.backoffice[each.key].id]
  cdn_frontdoor_custom_domain_ids = [azurerm_cdn_frontdoor_custom_domain.backoffice[0].id]
  patterns_to_match               = each.value.paths
  supported_protocols             = ["Http", "Https"]
  https_redirect_enabled          = true
  forwarding_protocol             = "HttpsOnly"
  link_to_default_domain          = false
}

resource "azurerm_cdn_frontdoor_firewall_policy" "backoffice" {
  count = local.profile.front_door != null ? 1 : 0

  name                       = local.names.firewall
  resource_group_name        = azurerm_resource_group.this.name
  sku_name                   = "Premium_AzureFrontDoor"
  mode                       = "Prevention"
  enabled                    = true
  request_body_check_enabled = true
  tags                       = local.tags

  managed_rule {
    type    = "Microsoft_DefaultRuleSet"
    version = "2.1"
    action  = "Block"

    # Random letters and dashes: one session in some hundred would look like a comment of SQL.
    exclusion {
      match_variable = "RequestCookieNames"
      operator       = "Equals"
      selector       = "__Host-lonja_staff"
    }
  }

  managed_rule {
    type    = "Microsoft_BotManagerRuleSet"
    version = "1.1"
    action  = "Block"
  }

  dynamic "custom_rule" {
    for_each = length(local.profile.front_door.staff_networks) > 0 ? [local.profile.front_door.staff_networks] : []

    content {
      name     = "StaffOnly"
      type     = "MatchRule"
      action   = "Block"
      priority = 10

      match_condition {
        match_variable     = "SocketAddr"
        operator           = "IPMatch"
        match_values       = custom_rule.value
        negation_condition = true
      }
    }
  }

  # A signed upload is a file: rules about requests find attacks in pictures. The signature is the check.
  custom_rule {
    name     = "SignedUploads"
    type     = "MatchRule"
    action   = "Allow"
    priority = 50

    match_condition {
      match_variable = "RequestUri"
      operator       = "RegEx"
      match_values   = ["^https?://[^/?#]+/uploads/[^?#]+[?].*sig="]
    }

    match_condition {
      match_variable = "RequestMethod"
      operator       = "Equal"
      match_values   = ["PUT"]
    }
  }

  custom_rule {
    name                           = "Floods"
    type                           = "RateLimitRule"
    action                         = "Block"
    priority                       = 100
    rate_limit_duration_in_minutes = 1
    rate_limit_threshold           = local.profile.front_door.requests_per_minute

    match_condition {
      match_variable = "SocketAddr"
      operator       = "IPMatch"
      match_values   = ["0.0.0.0/0", "::/0"]
    }
  }

  # Guessing passwords and codes is slower than anybody's patience.
  custom_rule {
    name                           = "Guessing"
    type                           = "RateLimitRule"
    action                         = "Block"
    priority                       = 110
    rate_limit_duration_in_minutes = 1
    rate_limit_threshold           = 20

    match_condition {
      match_variable = "RequestUri"
      operator       = "Contains"
      match_values   = ["/sign-in", "/session"]
    }

    match_condition {
      match_variable = "RequestMethod"
      operator       = "Equal"
      match_values   = ["POST"]
    }
  }

  log_scrubbing {
    enabled = true

    scrubbing_rule {
      match_variable = "RequestBodyJsonArgNames"
      operator       = "EqualsAny"
    }
  }
}

resource "azurerm_cdn_frontdoor_security_policy" "backoffice" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "backoffice"
  cdn_frontdoor_profile_id = data.terraform_remote_state.frontoffice[0].outputs.front_door.id

  security_policies {
    firewall {
      cdn_frontdoor_firewall_policy_id = azurerm_cdn_frontdoor_firewall_policy.backoffice[0].id

      association {
        patterns_to_match = ["/*"]

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_custom_domain.backoffice[0].id
        }

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_endpoint.backoffice[0].id
        }
      }
    }
  }
}
