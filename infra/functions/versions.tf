terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 5.2"
    }
  }

  # Account and container come from `terraform init -backend-config=…`; see infra/README.md.
  backend "azurerm" {
    key              = "functions.tfstate"
    use_azuread_auth = true
  }
}

provider "azurerm" {
  storage_use_azuread = true
  resource_providers_to_register = [
    "Microsoft.AlertsManagement",
    "Microsoft.App",
    "Microsoft.Communication",
    "Microsoft.Consumption",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.DataProtection",
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.PowerPlatform",
    "Microsoft.Storage",
    "Microsoft.Web",
  ]

  features {
    key_vault {
      purge_soft_delete_on_destroy    = false
      recover_soft_deleted_key_vaults = true
    }

    resource_group {
      prevent_deletion_if_contains_resources = true
    }

    # Accounts without keys and public addresses are managed through Azure's API alone.
    storage {
      data_plane_available = false
    }
  }
}
