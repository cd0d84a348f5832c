variable "resource_group_name" {
  description = "Resource group of the stack."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region of the network."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the stack."
  type        = map(string)
  nullable    = false
}

variable "prefix" {
  description = "What the names of the endpoints begin with; the key of each follows."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Output `network` of the stack functions; null where the environment has no network, and then there are no endpoints."
  type = object({
    subnets   = map(string)
    dns_zones = map(string)
  })
}

variable "targets" {
  description = "What is reached privately: resource id, and the kind of its address, which is also the key of its DNS zone."
  type = map(object({
    id   = string
    kind = string
  }))
  nullable = false

  validation {
    condition     = alltrue([for target in values(var.targets) : contains(["blob", "queue", "postgresqlServer", "vault", "sites", "sites-staging"], target.kind)])
    error_message = "A target's kind must be blob, queue, postgresqlServer, vault, sites or sites-staging."
  }
}
