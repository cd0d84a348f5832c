# Names that Azure accepts, derived and never typed twice, and the tags that every resource carries.
locals {
  # The rules of Azure for each kind: longest name, whether dashes are allowed, and whether the name
  # is taken by the whole of Azure (then it ends in a digest). `component = false` leaves the
  # component out where the room is short and a stack has only one of the kind.
  # https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
  rules = {
    action_group    = { prefix = "ag", max = 260, dashes = true, unique = false, component = true }
    app_insights    = { prefix = "appi", max = 255, dashes = true, unique = false, component = true }
    backup_vault    = { prefix = "bvault", max = 50, dashes = true, unique = false, component = true }
    budget          = { prefix = "budget", max = 63, dashes = true, unique = false, component = true }
    communication   = { prefix = "acs", max = 63, dashes = true, unique = true, component = true }
    email           = { prefix = "email", max = 63, dashes = true, unique = true, component = true }
    fabric_capacity = { prefix = "fc", max = 63, dashes = false, unique = true, component = true }
    front_door      = { prefix = "afd", max = 46, dashes = true, unique = true, component = true }
    function_app    = { prefix = "fn", max = 32, dashes = true, unique = true, component = true }
    identity        = { prefix = "id", max = 128, dashes = true, unique = false, component = true }
    key_vault       = { prefix = "kv", max = 24, dashes = true, unique = true, component = false }
    log_analytics   = { prefix = "log", max = 63, dashes = true, unique = false, component = true }
    nat_gateway     = { prefix = "ng", max = 80, dashes = true, unique = false, component = true }
    network         = { prefix = "vnet", max = 64, dashes = true, unique = false, component = true }
    postgresql      = { prefix = "psql", max = 63, dashes = true, unique = true, component = true }
    public_ip       = { prefix = "pip", max = 80, dashes = true, unique = false, component = true }
    service_plan    = { prefix = "asp", max = 60, dashes = true, unique = false, component = true }
    storage_account = { prefix = "st", max = 24, dashes = false, unique = true, component = true }
    waf_policy      = { prefix = "waf", max = 128, dashes = false, unique = false, component = true }
    web_app         = { prefix = "app", max = 59, dashes = true, unique = true, component = true }
    web_test        = { prefix = "webtest", max = 260, dashes = true, unique = false, component = true }
  }

  region = {
    brazilsouth        = "brs"
    eastus2            = "eus2"
    francecentral      = "frc"
    germanywestcentral = "gwc"
    italynorth         = "itn"
    northeurope        = "neu"
    spaincentral       = "spc"
    swedencentral      = "swc"
    westeurope         = "weu"
  }[var.location]
  code   = { dev = "dev", staging = "stg", prod = "prod" }[var.environment]
  digest = substr(sha256(join("/", [lower(var.subscription_id), var.project, var.environment, var.location])), 0, 5)

  names = {
    for component, kind in var.components : component => join(local.rules[kind].dashes ? "-" : "", compact([
      local.rules[kind].prefix,
      var.project,
      local.code,
      local.rules[kind].component ? component : "",
      local.rules[kind].unique ? local.digest : "",
    ]))
  }
}
