# Two accounts: what the shop keeps, and what the hosts of the functions need for themselves. The
# hosts must own their blobs; kept apart, that gives them nothing in the shop's.
locals {
  queues = ["orders", "imports", "media", "notifications", "campaigns", "documents", "webhooks", "etl", "models"]

  # Public: anybody may read a picture by its address. `uploads` belongs to the stack backoffice.
  containers = {
    media     = { public = true }
    exports   = { public = false }
    documents = { public = false }
  }
}

resource "azurerm_storage_account" "store" {
  #checkov:skip=CKV_AZURE_190:The pictures of products are public; the account lets one container be so.
  #checkov:skip=CKV2_AZURE_47:The pictures of products are public; the account lets one container be so.
  name                     = local.names.store
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = local.profile.storage_replication
  tags                     = local.tags

  allow_nested_items_to_be_public   = true # The container `media`, and no other.
  cross_tenant_replication_enabled  = false
  default_to_oauth_authentication   = true
  https_traffic_only_enabled        = true
  infrastructure_encryption_enabled = true
  local_user_enabled                = false
  min_tls_version                   = "TLS1_2"
  public_network_access_enabled     = local.profile.private_network ? false : true
  shared_access_key_enabled         = false

  # Browsers upload straight to the container `uploads`, with an address that lives for minutes.
  blob_properties {
    versioning_enabled  = true
    change_feed_enabled = false

    delete_retention_policy {
      days = 14
    }

    container_delete_retention_policy {
      days = 14
    }

    cors_rule {
      allowed_origins    = ["https://${local.hosts.backoffice}"]
      allowed_methods    = ["PUT"]
      allowed_headers    = ["content-type", "x-ms-blob-type", "x-ms-blob-content-type"]
      exposed_headers    = ["etag"]
      max_age_in_seconds = 3600
    }
  }

  sas_policy {
    expiration_period = "00.01:00:00"
    expiration_action = "Block"
  }
}

resource "azurerm_storage_queue" "this" {
  for_each = toset(flatten([for name in local.queues : [name, "${name}-poison"]]))

  name               = each.value
  storage_account_id = azurerm_storage_account.store.id
}

resource "azurerm_storage_container" "this" {
  #checkov:skip=CKV_AZURE_34:The container media holds the pictures of products, which anybody may see.
  for_each = local.containers

  name                  = each.key
  storage_account_id    = azurerm_storage_account.store.id
  container_access_type = each.value.public ? "blob" : "private"
}

resource "azurerm_storage_management_policy" "store" {
  storage_account_id = azurerm_storage_account.store.id

  rule {
    name    = "forget-old-versions"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      version {
        delete_after_days_since_creation = 30
      }
    }
  }

  rule {
    name    = "forget-uploads-and-exports"
    enabled = true

    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["exports/", "uploads/"]
    }

    actions {
      base_blob {
        tier_to_cool_after_days_since_modification_greater_than = 30
        delete_after_days_since_modification_greater_than       = 180
      }
    }
  }
}

resource "azurerm_storage_account" "host" {
  #checkov:skip=CKV_AZURE_206:It holds packages and leases, which a deployment makes anew.
  name                     = local.names.host
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = local.profile.zone_redundant ? "ZRS" : "LRS"
  tags                     = local.tags

  allow_nested_items_to_be_public   = false
  cross_tenant_replication_enabled  = false
  default_to_oauth_authentication   = true
  https_traffic_only_enabled        = true
  infrastructure_encryption_enabled = true
  local_user_enabled                = false
  min_tls_version                   = "TLS1_2"
  public_network_access_enabled     = local.profile.private_network ? false : true
  shared_access_key_enabled         = false

  blob_properties {
    delete_retention_policy {
      days = 7
    }

    container_delete_retention_policy {
      days = 7
    }
  }

  sas_policy {
    expiration_period = "00.01:00:00"
    expiration_action = "Block"
  }
}

# Packages of the function apps, one container each.
resource "azurerm_storage_container" "packages" {
  for_each = toset(["background", "etl", "models"])

  name                  = "packages-${each.value}"
  storage_account_id    = azurerm_storage_account.host.id
  container_access_type = "private"
}
