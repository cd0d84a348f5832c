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
    key              = "backoffice.tfstate"
    use_azuread_auth = true
  }
}

provider "azurerm" {
  storage_use_azuread = true
  resource_providers_to_register = [
    "Microsoft.AlertsManagement",
    "Microsoft.App",
    "Microsoft.Cdn",
    "Microsoft.Consumption",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.Fabric",
    "Microsoft.Insights",
    "Microsoft.Network",
    "Microsoft.Storage",
    "Microsoft.Web",
  ]

  features {
    resource_group {
      prevent_deletion_if_contains_resources = true
    }

    # Accounts without keys and public addresses are managed through Azure's API alone.
    storage {
      data_plane_available = false
    }
  }
}
