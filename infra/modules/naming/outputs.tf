output "names" {
  description = "Component => the name of its resource."
  value       = local.names

  precondition {
    condition     = alltrue([for component, kind in var.components : length(local.names[component]) <= local.rules[kind].max])
    error_message = "A name is longer than Azure allows: ${join(", ", [for component, kind in var.components : "${local.names[component]} (${kind}, at most ${local.rules[kind].max})" if length(local.names[component]) > local.rules[kind].max])}."
  }
}

output "resource_group" {
  description = "Name of the stack's resource group."
  value       = "rg-${var.project}-${local.code}-${var.stack}-${local.region}"
}

output "tags" {
  description = "Tags of every resource of the stack."
  value = {
    env           = var.environment
    stack         = var.stack
    owner         = var.owner
    "cost-center" = var.cost_center
    project       = var.project
    "managed-by"  = "terraform"
  }
}
