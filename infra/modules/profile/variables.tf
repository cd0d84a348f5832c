variable "profile" {
  description = "What makes an environment: the value `profile` of environments/NAME.tfvars."
  nullable    = false

  type = object({
    # Short name of the shop; it begins the name of every resource.
    project = optional(string, "lonja")

    # Name of the environment: dev, staging or prod.
    environment = string

    # Whether the apps run as on a laptop: demo sign-ins that show their codes, and a gateway that takes no real money. For a shop with nothing to lose.
    demo = optional(bool, false)

    # Whether cards are taken through Stripe: its key and the secrets of its events are put into the vault by hand.
    stripe = optional(bool, false)

    # Azure region, as Azure writes it without spaces. The regions are those with three zones, Flex Consumption and PostgreSQL 18.
    location = string

    # Person or team that answers for the resources (tag owner).
    owner = string

    # Where the bill goes (tag cost-center).
    cost_center = string

    # Who is told about alerts and budgets.
    alert_emails = list(string)

    # Monthly budget of each stack, in the currency of the subscription, from the first of a month on: Azure takes the current one, or one of the next three, when it makes the budgets.
    budgets = object({
      from        = string
      functions   = number
      frontoffice = number
      backoffice  = number
    })

    # Whether alerts and the availability test exist; a small environment has nobody to wake.
    alerts = bool

    # Where the Terraform state of the environment lies (outputs of the stack bootstrap); stacks read each other's outputs there.
    state = object({
      resource_group_name  = string
      storage_account_name = string
      container_name       = string
    })

    # Entra group whose members administer the databases (people, and the identity that deploys).
    database_administrator = object({
      object_id      = string
      principal_name = string
      principal_type = string
    })

    # Host names of the storefront and of the back office; null takes the names that Azure gives the web apps.
    hosts = optional(object({
      shop       = string
      backoffice = string
    }))

    # Whether everything lies in a virtual network behind private endpoints; false leaves Azure's public addresses, guarded by Entra.
    private_network = bool

    # Whether compute and storage survive the loss of a zone.
    zone_redundant = bool

    # App Service plans: either one shared plan, owned by the stack functions, or one for each of the other stacks. `maximum` above `minimum` turns autoscale on.
    plans = object({
      shared      = object({ sku = string, minimum = number, maximum = number })
      frontoffice = object({ sku = string, minimum = number, maximum = number })
      backoffice  = object({ sku = string, minimum = number, maximum = number })
    })

    # Sizes of the servers. `warehouse` null keeps the warehouse as a second database of the transactional server; `read_replica` adds a reader to it; `long_term_backup` keeps weekly copies for months and yearly ones for years.
    databases = object({
      transactional = object({ sku = string, storage_gb = number, backup_days = number, geo_backup = bool, high_availability = bool })
      warehouse     = object({ sku = string, storage_gb = number, backup_days = number, geo_backup = bool, high_availability = bool })
      read_replica  = bool

      long_term_backup = bool
    })

    # Databases that begin as copies of others: the server to copy (transactional, warehouse; null begins empty), and the time, in UTC, to go back to. Without a time the copy is made from the backup in the paired region. For drills and for a second region; see infra/README.md.
    restore = optional(object({
      transactional = string
      warehouse     = string
      time          = string
    }))

    # Database connections that one process of each app may hold at most; their sum over all processes has to fit the server.
    pools = object({
      frontoffice = number
      backoffice  = number
      background  = number
      etl         = number
    })

    # Memory of an instance, and how far each function app may grow. `always_ready` keeps one instance warm that confirms orders.
    functions = object({
      memory_mb    = number
      background   = number
      etl          = number
      always_ready = bool
    })

    # How often the shop's blobs and queues are kept: LRS, ZRS or GZRS.
    storage_replication = string

    # Caps of what is logged: GB per day, days kept, and the share of traces that is kept, in percent.
    logs = object({
      daily_gb         = number
      retention_days   = number
      sampling_percent = number
    })

    # Front Door before the storefront and the back office: how many requests an address may make in a minute, and the networks that staff come from (empty: any). Null leaves it out.
    front_door = optional(object({
      requests_per_minute = number
      staff_networks      = list(string)
    }))

    # Communication Services: where data rests, the domain that mail comes from (null takes one that Azure manages, with low quotas), whether Azure has verified that domain, the sender, and the mails a minute that Azure grants.
    mail = object({
      data_location = string
      domain        = string
      verified      = optional(bool, false)
      sender        = string
      per_minute    = number
    })

    # Fabric capacity for the embedded reports: SKU and who administers it. Null: the back office draws its own charts.
    fabric = optional(object({
      sku            = string
      administrators = set(string)
    }))
  })

  validation {
    condition     = alltrue([for name, value in var.profile : value != null || contains(["hosts", "restore", "front_door", "fabric"], name)])
    error_message = "Only hosts, restore, front_door and fabric may be null."
  }

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,6}$", var.profile.project))
    error_message = "project must be 3 to 7 lower-case letters and digits and begin with a letter."
  }

  validation {
    condition     = contains(["dev", "staging", "prod"], var.profile.environment)
    error_message = "environment must be dev, staging or prod."
  }

  validation {
    condition     = !var.profile.demo || var.profile.environment != "prod"
    error_message = "demo is not for prod: anybody could sign in as its owner."
  }

  validation {
    condition     = contains(["francecentral", "germanywestcentral", "italynorth", "northeurope", "spaincentral", "swedencentral", "westeurope", "eastus2", "brazilsouth"], var.profile.location)
    error_message = "location must be one of the regions that offer everything the shop needs, such as westeurope or spaincentral."
  }

  validation {
    condition     = length(var.profile.owner) >= 2 && length(var.profile.owner) <= 256
    error_message = "owner must have 2 to 256 characters."
  }

  validation {
    condition     = length(var.profile.cost_center) >= 2 && length(var.profile.cost_center) <= 256
    error_message = "cost_center must have 2 to 256 characters."
  }

  validation {
    condition     = length(var.profile.alert_emails) > 0 && alltrue([for address in var.profile.alert_emails : can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", address))])
    error_message = "alert_emails must hold at least one e-mail address, and nothing else."
  }

  validation {
    condition     = can(regex("^20[0-9]{2}-(0[1-9]|1[0-2])-01T00:00:00Z$", var.profile.budgets.from))
    error_message = "budgets.from must be the first of a month: YYYY-MM-01T00:00:00Z."
  }

  validation {
    condition     = min(var.profile.budgets.functions, var.profile.budgets.frontoffice, var.profile.budgets.backoffice) >= 1
    error_message = "Every budget must be at least 1."
  }

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.profile.state.storage_account_name))
    error_message = "state.storage_account_name must be 3 to 24 lower-case letters and digits."
  }

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.profile.database_administrator.object_id))
    error_message = "database_administrator.object_id must be a GUID."
  }

  validation {
    condition     = contains(["Group", "ServicePrincipal", "User"], var.profile.database_administrator.principal_type)
    error_message = "database_administrator.principal_type must be Group, ServicePrincipal or User."
  }

  validation {
    condition     = var.profile.hosts == null ? true : alltrue([for host in values(var.profile.hosts) : can(regex("^([a-z0-9-]+[.])+[a-z]{2,}$", host))])
    error_message = "hosts must be host names in lower case, without https://."
  }

  validation {
    condition     = var.profile.plans.shared != null ? (var.profile.plans.frontoffice == null && var.profile.plans.backoffice == null) : (var.profile.plans.frontoffice != null && var.profile.plans.backoffice != null)
    error_message = "plans must hold either shared alone, or frontoffice and backoffice."
  }

  validation {
    condition     = alltrue([for plan in values(var.profile.plans) : plan == null ? true : can(regex("^(B[1-3]|P0v3|P[1-3]v3|P0v4|P[1-3]v4)$", plan.sku))])
    error_message = "A plan's sku must be B1 to B3, P0v3 to P3v3 or P0v4 to P3v4."
  }

  validation {
    condition     = alltrue([for plan in values(var.profile.plans) : plan == null ? true : plan.minimum >= 1 && plan.maximum >= plan.minimum && plan.maximum <= 30])
    error_message = "A plan has 1 to 30 instances, and maximum is not below minimum."
  }

  validation {
    condition     = alltrue([for plan in values(var.profile.plans) : plan == null ? true : startswith(plan.sku, "P") || plan.maximum == plan.minimum])
    error_message = "Basic plans do not scale by themselves: maximum must equal minimum."
  }

  validation {
    condition     = !var.profile.databases.read_replica || !startswith(var.profile.databases.transactional.sku, "B_")
    error_message = "databases.read_replica needs a GP_ or MO_ server."
  }

  validation {
    condition     = var.profile.restore == null ? true : alltrue([for id in [var.profile.restore.transactional, var.profile.restore.warehouse] : id == null ? true : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.DBforPostgreSQL/flexibleServers/[^/]+$", id))])
    error_message = "restore must name servers by their resource ids."
  }

  validation {
    condition     = try(var.profile.restore.time, null) == null ? true : can(formatdate("YYYY", var.profile.restore.time))
    error_message = "restore.time must be a time such as 2026-12-24T18:00:00Z."
  }

  validation {
    condition     = alltrue([for size in values(var.profile.pools) : size >= 1 && size <= 50 && floor(size) == size])
    error_message = "A pool has 1 to 50 connections."
  }

  validation {
    condition     = contains([512, 2048, 4096], var.profile.functions.memory_mb)
    error_message = "functions.memory_mb must be 512, 2048 or 4096."
  }

  validation {
    condition     = min(var.profile.functions.background, var.profile.functions.etl) >= 1 && max(var.profile.functions.background, var.profile.functions.etl) <= 1000
    error_message = "A function app has 1 to 1000 instances."
  }

  validation {
    condition     = contains(["LRS", "ZRS", "GZRS"], var.profile.storage_replication)
    error_message = "storage_replication must be LRS, ZRS or GZRS."
  }

  validation {
    condition     = var.profile.logs.daily_gb >= 0.5 && var.profile.logs.daily_gb <= 100
    error_message = "logs.daily_gb must be 0.5 to 100."
  }

  validation {
    condition     = contains([30, 60, 90, 120, 180, 270, 365, 550, 730], var.profile.logs.retention_days)
    error_message = "logs.retention_days must be 30, 60, 90, 120, 180, 270, 365, 550 or 730: Application Insights knows no other."
  }

  validation {
    condition     = var.profile.logs.sampling_percent > 0 && var.profile.logs.sampling_percent <= 100
    error_message = "logs.sampling_percent must be above 0 and at most 100."
  }

  validation {
    condition     = var.profile.front_door == null ? true : var.profile.front_door.requests_per_minute >= 10 && var.profile.front_door.requests_per_minute <= 100000
    error_message = "front_door.requests_per_minute must be 10 to 100000."
  }

  validation {
    condition     = var.profile.front_door == null ? true : alltrue([for network in var.profile.front_door.staff_networks : can(cidrhost(network, 0))])
    error_message = "front_door.staff_networks must be networks such as 203.0.113.0/24."
  }

  validation {
    condition     = var.profile.front_door == null || var.profile.hosts != null
    error_message = "front_door needs hosts: the names that people type."
  }

  validation {
    condition     = contains(["Europe", "France", "Germany", "Norway", "Switzerland", "UK", "United States", "Brazil"], var.profile.mail.data_location)
    error_message = "mail.data_location must be a geography of Communication Services, such as Europe."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,64}$", var.profile.mail.sender))
    error_message = "mail.sender must be the part of an address before the @."
  }

  validation {
    condition     = var.profile.mail.per_minute >= 1 && var.profile.mail.per_minute <= 1000000
    error_message = "mail.per_minute must be 1 to 1000000."
  }

  validation {
    condition     = var.profile.fabric == null ? true : contains(["F2", "F4", "F8", "F16", "F32", "F64"], var.profile.fabric.sku)
    error_message = "fabric.sku must be F2, F4, F8, F16, F32 or F64."
  }

  validation {
    condition     = var.profile.fabric == null ? true : length(var.profile.fabric.administrators) > 0
    error_message = "fabric.administrators must name at least one person or principal."
  }
}
