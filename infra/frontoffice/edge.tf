# Front Door: the one way in. It ends TLS for the shop's own name, keeps static files and pictures at
# the edge, refuses attacks and floods, and reaches the app over a private link.
locals {
  # Where Front Door has the private network that its links begin in: the nearest, where it has none here.
  private_link_location = lookup({ italynorth = "germanywestcentral", spaincentral = "francecentral" }, local.profile.location, local.profile.location)
}

resource "azurerm_cdn_frontdoor_profile" "this" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = local.names.edge
  resource_group_name      = azurerm_resource_group.this.name
  sku_name                 = "Premium_AzureFrontDoor"
  response_timeout_seconds = 60
  tags                     = local.tags

  log_scrubbing_rule {
    match_variable = "RequestIPAddress"
  }

  log_scrubbing_rule {
    match_variable = "QueryStringArgNames"
  }
}

resource "azurerm_cdn_frontdoor_endpoint" "shop" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "${local.profile.project}-${local.profile.environment}-shop"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this[0].id
  tags                     = local.tags
}

resource "azurerm_cdn_frontdoor_custom_domain" "shop" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "shop"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this[0].id
  host_name                = local.profile.hosts.shop

  tls {
    certificate_type = "ManagedCertificate"
    minimum_version  = "TLS12"
  }
}

resource "azurerm_cdn_frontdoor_origin_group" "shop" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "shop"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this[0].id
  session_affinity_enabled = false

  # One origin and no other to turn to: probes from every edge of the world would change nothing.
  load_balancing {}
}

resource "azurerm_cdn_frontdoor_origin" "shop" {
  count = local.profile.front_door != null ? 1 : 0

  name                           = "frontoffice"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.shop[0].id
  host_name                      = module.frontoffice.host
  origin_host_header             = module.frontoffice.host
  certificate_name_check_enabled = true
  priority                       = 1
  weight                         = 1000

  dynamic "private_link" {
    for_each = local.profile.private_network ? [true] : []

    content {
      request_message        = "Front Door of ${local.profile.hosts.shop}"
      location               = local.private_link_location
      private_link_target_id = module.frontoffice.id
      target_type            = "sites"
    }
  }
}

# Pictures come straight from their container.
resource "azurerm_cdn_frontdoor_origin_group" "media" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "media"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this[0].id
  session_affinity_enabled = false

  load_balancing {}
}

resource "azurerm_cdn_frontdoor_origin" "media" {
  count = local.profile.front_door != null ? 1 : 0

  name                           = "store"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.media[0].id
  host_name                      = local.shared.store.blob_host
  origin_host_header             = local.shared.store.blob_host
  certificate_name_check_enabled = true
  priority                       = 1
  weight                         = 1000

  dynamic "private_link" {
    for_each = local.profile.private_network ? [true] : []

    content {
      request_message        = "Front Door of ${local.profile.hosts.shop}"
      location               = local.private_link_location
      private_link_target_id = local.shared.store.id
      target_type            = "blob"
    }
  }
}

# Pages are the app's own to cache: it knows what a signed-in buyer sees.
resource "azurerm_cdn_frontdoor_route" "pages" {
  count = local.profile.front_door != null ? 1 : 0

  name                            = "pages"
  cdn_frontdoor_endpoint_id       = azurerm_cdn_frontdoor_endpoint.shop[0].id
  cdn_frontdoor_origin_group_id   = azurerm_cdn_frontdoor_origin_group.shop[0].id
  cdn_frontdoor_origin_ids        = [azurerm_cdn_frontdoor_origin.shop[0].id]
  cdn_frontdoor_custom_domain_ids = [azurerm_cdn_frontdoor_custom_domain.shop[0].id]
  patterns_to_match               = ["/*"]
  supported_protocols             = ["Http", "Https"]
  https_redirect_enabled          = true
  forwarding_protocol             = "HttpsOnly"
  link_to_default_domain          = false
}

resource "azurerm_cdn_frontdoor_route" "static" {
  count = local.profile.front_door != null ? 1 : 0

  name                            = "static"
  cdn_frontdoor_endpoint_id       = azurerm_cdn_frontdoor_endpoint.shop[0].id
  cdn_frontdoor_origin_group_id   = azurerm_cdn_frontdoor_origin_group.shop[0].id
  cdn_frontdoor_origin_ids        = [azurerm_cdn_frontdoor_origin.shop[0].id]
  cdn_frontdoor_custom_domain_ids = [azurerm_cdn_frontdoor_custom_domain.shop[0].id]
  patterns_to_match               = ["/static/*"]
  supported_protocols             = ["Http", "Https"]
  https_redirect_enabled          = true
  forwarding_protocol             = "HttpsOnly"
  link_to_default_domain          = false

  cache {
    query_string_caching_behavior = "UseQueryString"
    compression_enabled           = true
    content_types_to_compress     = ["application/javascript", "image/svg+xml", "text/css", "text/javascript"]
  }
}

resource "azurerm_cdn_frontdoor_route" "media" {
  count = local.profile.front_door != null ? 1 : 0

  name                            = "media"
  cdn_frontdoor_endpoint_id       = azurerm_cdn_frontdoor_endpoint.shop[0].id
  cdn_frontdoor_origin_group_id   = azurerm_cdn_frontdoor_origin_group.media[0].id
  cdn_frontdoor_origin_ids        = [azurerm_cdn_frontdoor_origin.media[0].id]
  cdn_frontdoor_custom_domain_ids = [azurerm_cdn_frontdoor_custom_domain.shop[0].id]
  patterns_to_match               = ["/media/*"]
  supported_protocols             = ["Http", "Https"]
  https_redirect_enabled          = true
  forwarding_protocol             = "HttpsOnly"
  link_to_default_domain          = false

  cache {
    query_string_caching_behavior = "IgnoreQueryString"
    compression_enabled           = false
  }
}

resource "azurerm_cdn_frontdoor_firewall_policy" "this" {
  count = local.profile.front_door != null ? 1 : 0

  name                       = local.names.firewall
  resource_group_name        = azurerm_resource_group.this.name
  sku_name                   = azurerm_cdn_frontdoor_profile.this[0].sku_name
  mode                       = "Prevention"
  enabled                    = true
  request_body_check_enabled = true
  tags                       = local.tags

  managed_rule {
    type    = "Microsoft_DefaultRuleSet"
    version = "2.1"
    action  = "Block"
  }

  managed_rule {
    type    = "Microsoft_BotManagerRuleSet"
    version = "1.1"
    action  = "Block"
  }

  custom_rule {
    name                           = "Floods"
    type                           = "RateLimitRule"
    action                         = "Block"
    priority                       = 100
    rate_limit_duration_in_minutes = 1
    rate_limit_threshold           = local.profile.front_door.requests_per_minute

    match_condition {
      match_variable     = "RequestUri"
      operator           = "RegEx"
      match_values       = ["^https?://[^/?#]+/(static|media)/"]
      negation_condition = true
    }
  }

  # Guessing codes, passwords and cards is slower than anybody's patience.
  custom_rule {
    name                           = "Guessing"
    type                           = "RateLimitRule"
    action                         = "Block"
    priority                       = 110
    rate_limit_duration_in_minutes = 1
    rate_limit_threshold           = 30

    match_condition {
      match_variable = "RequestUri"
      operator       = "RegEx"
      match_values   = ["/(checkout|codes?|payment|account/sign-in)"]
    }

    match_condition {
      match_variable = "RequestMethod"
      operator       = "Equal"
      match_values   = ["POST", "PUT"]
    }
  }

  log_scrubbing {
    enabled = true

    scrubbing_rule {
      match_variable = "RequestBodyPostArgNames"
      operator       = "EqualsAny"
    }
  }
}

resource "azurerm_cdn_frontdoor_security_policy" "shop" {
  count = local.profile.front_door != null ? 1 : 0

  name                     = "shop"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this[0].id

  security_policies {
    firewall {
      cdn_frontdoor_firewall_policy_id = azurerm_cdn_frontdoor_firewall_policy.this[0].id

      association {
        patterns_to_match = ["/*"]

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_custom_domain.shop[0].id
        }

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_endpoint.shop[0].id
        }
      }
    }
  }
}
