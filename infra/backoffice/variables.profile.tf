# What makes an environment. The three stacks of the shop hold this same file (a test compares them),
# so that one environments/NAME.tfvars serves them all and none of its values goes unchecked.

variable "project" {
  description = "Short name of the shop; it begins the name of every resource."
  type        = string
  default     = "lonja"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,6}$", var.project))
    error_message = "project must be 3 to 7 lower-case letters and digits and begin with a letter."
  }
}

variable "environment" {
  description = "Name of the environment: dev, staging or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "demo" {
  description = "Whether the apps run as on a laptop: demo sign-ins that show their codes, and a gateway that takes no real money. For a shop with nothing to lose."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.demo || var.environment != "prod"
    error_message = "demo is not for prod: anybody could sign in as its owner."
  }
}

variable "location" {
  description = "Azure region, as Azure writes it without spaces. The regions are those with three zones, Flex Consumption and PostgreSQL 18."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["francecentral", "germanywestcentral", "italynorth", "northeurope", "spaincentral", "swedencentral", "westeurope", "eastus2", "brazilsouth"], var.location)
    error_message = "location must be one of the regions that offer everything the shop needs, such as westeurope or spaincentral."
  }
}

variable "owner" {
  description = "Person or team that answers for the resources (tag owner)."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.owner) >= 2 && length(var.owner) <= 256
    error_message = "owner must have 2 to 256 characters."
  }
}

variable "cost_center" {
  description = "Where the bill goes (tag cost-center)."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.cost_center) >= 2 && length(var.cost_center) <= 256
    error_message = "cost_center must have 2 to 256 characters."
  }
}

variable "alert_emails" {
  description = "Who is told about alerts and budgets."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alert_emails) > 0 && alltrue([for address in var.alert_emails : can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", address))])
    error_message = "alert_emails must hold at least one e-mail address, and nothing else."
  }
}

variable "budgets" {
  description = "Monthly budget of each stack, in the currency of the subscription, from the first of a month on: Azure takes the current one, or one of the next three, when it makes the budgets."
  type = object({
    from        = string
    functions   = number
    frontoffice = number
    backoffice  = number
  })
  nullable = false

  validation {
    condition     = can(regex("^20[0-9]{2}-(0[1-9]|1[0-2])-01T00:00:00Z$", var.budgets.from))
    error_message = "budgets.from must be the first of a month: YYYY-MM-01T00:00:00Z."
  }

  validation {
    condition     = min(var.budgets.functions, var.budgets.frontoffice, var.budgets.backoffice) >= 1
    error_message = "Every budget must be at least 1."
  }
}

variable "alerts" {
  description = "Whether alerts and the availability test exist; a small environment has nobody to wake."
  type        = bool
  nullable    = false
}

variable "state" {
  description = "Where the Terraform state of the environment lies (outputs of the stack bootstrap); stacks read each other's outputs there."
  type = object({
    resource_group_name  = string
    storage_account_name = string
    container_name       = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.state.storage_account_name))
    error_message = "state.storage_account_name must be 3 to 24 lower-case letters and digits."
  }
}

variable "database_administrator" {
  description = "Entra group whose members administer the databases (people, and the identity that deploys)."
  type = object({
    object_id      = string
    principal_name = string
    principal_type = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.database_administrator.object_id))
    error_message = "database_administrator.object_id must be a GUID."
  }

  validation {
    condition     = contains(["Group", "ServicePrincipal", "User"], var.database_administrator.principal_type)
    error_message = "database_administrator.principal_type must be Group, ServicePrincipal or User."
  }
}

variable "hosts" {
  description = "Host names of the storefront and of the back office; null takes the names that Azure gives the web apps."
  type = object({
    shop       = string
    backoffice = string
  })
  default = null

  validation {
    condition     = var.hosts == null ? true : alltrue([for host in values(var.hosts) : can(regex("^([a-z0-9-]+[.])+[a-z]{2,}$", host))])
    error_message = "hosts must be host names in lower case, without https://."
  }
}

variable "private_network" {
  description = "Whether everything lies in a virtual network behind private endpoints; false leaves Azure's public addresses, guarded by Entra."
  type        = bool
  nullable    = false
}

variable "zone_redundant" {
  description = "Whether compute and storage survive the loss of a zone."
  type        = bool
  nullable    = false
}

variable "plans" {
  description = "App Service plans: either one shared plan, owned by the stack functions, or one for each of the other stacks. `maximum` above `minimum` turns autoscale on."
  type = object({
    shared      = object({ sku = string, minimum = number, maximum = number })
    frontoffice = object({ sku = string, minimum = number, maximum = number })
    backoffice  = object({ sku = string, minimum = number, maximum = number })
  })
  nullable = false

  validation {
    condition     = var.plans.shared != null ? (var.plans.frontoffice == null && var.plans.backoffice == null) : (var.plans.frontoffice != null && var.plans.backoffice != null)
    error_message = "plans must hold either shared alone, or frontoffice and backoffice."
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : plan == null ? true : can(regex("^(B[1-3]|P0v3|P[1-3]v3|P0v4|P[1-3]v4)$", plan.sku))])
    error_message = "A plan's sku must be B1 to B3, P0v3 to P3v3 or P0v4 to P3v4."
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : plan == null ? true : plan.minimum >= 1 && plan.maximum >= plan.minimum && plan.maximum <= 30])
    error_message = "A plan has 1 to 30 instances, and maximum is not below minimum."
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : plan == null ? true : startswith(plan.sku, "P") || plan.maximum == plan.minimum])
    error_message = "Basic plans do not scale by themselves: maximum must equal minimum."
  }
}

variable "databases" {
  description = "Sizes of the servers. `warehouse` null keeps the warehouse as a second database of the transactional server; `read_replica` adds a reader to it; `long_term_backup` keeps weekly copies for months and yearly ones for years."
  type = object({
    transactional = object({ sku = string, storage_gb = number, backup_days = number, geo_backup = bool, high_availability = bool })
    warehouse     = object({ sku = string, storage_gb = number, backup_days = number, geo_backup = bool, high_availability = bool })
    read_replica  = bool

    long_term_backup = bool
  })
  nullable = false

  validation {
    condition     = !var.databases.read_replica || !startswith(var.databases.transactional.sku, "B_")
    error_message = "databases.read_replica needs a GP_ or MO_ server."
  }
}

variable "restore" {
  description = "Databases that begin as copies of others: the server to copy (transactional, warehouse; null begins empty), and the time, in UTC, to go back to. Without a time the copy is made from the backup in the paired region. For drills and for a second region; see infra/README.md."
  type = object({
    transactional = string
    warehouse     = string
    time          = string
  })
  default = null

  validation {
    condition     = var.restore == null ? true : alltrue([for id in [var.restore.transactional, var.restore.warehouse] : id == null ? true : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.DBforPostgreSQL/flexibleServers/[^/]+$", id))])
    error_message = "restore must name servers by their resource ids."
  }

  validation {
    condition     = try(var.restore.time, null) == null ? true : can(formatdate("YYYY", var.restore.time))
    error_message = "restore.time must be a time such as 2026-12-24T18:00:00Z."
  }
}

variable "pools" {
  description = "Database connections that one process of each app may hold at most; their sum over all processes has to fit the server."
  type = object({
    frontoffice = number
    backoffice  = number
    background  = number
    etl         = number
  })
  nullable = false

  validation {
    condition     = alltrue([for size in values(var.pools) : size >= 1 && size <= 50 && floor(size) == size])
    error_message = "A pool has 1 to 50 connections."
  }
}

variable "functions" {
  description = "Memory of an instance, and how far each function app may grow. `always_ready` keeps one instance warm that confirms orders."
  type = object({
    memory_mb    = number
    background   = number
    etl          = number
    always_ready = bool
  })
  nullable = false

  validation {
    condition     = contains([512, 2048, 4096], var.functions.memory_mb)
    error_message = "functions.memory_mb must be 512, 2048 or 4096."
  }

  validation {
    condition     = min(var.functions.background, var.functions.etl) >= 1 && max(var.functions.background, var.functions.etl) <= 1000
    error_message = "A function app has 1 to 1000 instances."
  }
}

variable "storage_replication" {
  description = "How often the shop's blobs and queues are kept: LRS, ZRS or GZRS."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["LRS", "ZRS", "GZRS"], var.storage_replication)
    error_message = "storage_replication must be LRS, ZRS or GZRS."
  }
}

variable "logs" {
  description = "Caps of what is logged: GB per day, days kept, and the share of traces that is kept, in percent."
  type = object({
    daily_gb         = number
    retention_days   = number
    sampling_percent = number
  })
  nullable = false

  validation {
    condition     = var.logs.daily_gb >= 0.5 && var.logs.daily_gb <= 100
    error_message = "logs.daily_gb must be 0.5 to 100."
  }

  validation {
    condition     = contains([30, 60, 90, 120, 180, 270, 365, 550, 730], var.logs.retention_days)
    error_message = "logs.retention_days must be 30, 60, 90, 120, 180, 270, 365, 550 or 730: Application Insights knows no other."
  }

  validation {
    condition     = var.logs.sampling_percent > 0 && var.logs.sampling_percent <= 100
    error_message = "logs.sampling_percent must be above 0 and at most 100."
  }
}

variable "front_door" {
  description = "Front Door before the storefront and the back office: how many requests an address may make in a minute, and the networks that staff come from (empty: any). Null leaves it out."
  type = object({
    requests_per_minute = number
    staff_networks      = list(string)
  })
  default = null

  validation {
    condition     = var.front_door == null ? true : var.front_door.requests_per_minute >= 10 && var.front_door.requests_per_minute <= 100000
    error_message = "front_door.requests_per_minute must be 10 to 100000."
  }

  validation {
    condition     = var.front_door == null ? true : alltrue([for network in var.front_door.staff_networks : can(cidrhost(network, 0))])
    error_message = "front_door.staff_networks must be networks such as 203.0.113.0/24."
  }

  validation {
    condition     = var.front_door == null || var.hosts != null
    error_message = "front_door needs hosts: the names that people type."
  }
}

variable "mail" {
  description = "Communication Services: where data rests, the domain that mail comes from (null takes one that Azure manages, with low quotas), whether Azure has verified that domain, the sender, and the mails a minute that Azure grants."
  type = object({
    data_location = string
    domain        = string
    verified      = optional(bool, false)
    sender        = string
    per_minute    = number
  })
  nullable = false

  validation {
    condition     = contains(["Europe", "France", "Germany", "Norway", "Switzerland", "UK", "United States", "Brazil"], var.mail.data_location)
    error_message = "mail.data_location must be a geography of Communication Services, such as Europe."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,64}$", var.mail.sender))
    error_message = "mail.sender must be the part of an address before the @."
  }

  validation {
    condition     = var.mail.per_minute >= 1 && var.mail.per_minute <= 1000000
    error_message = "mail.per_minute must be 1 to 1000000."
  }
}

variable "fabric" {
  description = "Fabric capacity for the embedded reports: SKU and who administers it. Null: the back office draws its own charts."
  type = object({
    sku            = string
    administrators = set(string)
  })
  default = null

  validation {
    condition     = var.fabric == null ? true : contains(["F2", "F4", "F8", "F16", "F32", "F64"], var.fabric.sku)
    error_message = "fabric.sku must be F2, F4, F8, F16, F32 or F64."
  }

  validation {
    condition     = var.fabric == null ? true : length(var.fabric.administrators) > 0
    error_message = "fabric.administrators must name at least one person or principal."
  }
}
