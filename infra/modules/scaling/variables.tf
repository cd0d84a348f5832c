variable "name" {
  description = "Name of the setting."
  type        = string
  nullable    = false
}

variable "resource_group_name" {
  description = "Resource group of the stack."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Azure region."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags of the stack."
  type        = map(string)
  nullable    = false
}

variable "plan_id" {
  description = "Plan whose instances are counted."
  type        = string
  nullable    = false
}

variable "minimum" {
  description = "Instances that are always there."
  type        = number
  nullable    = false

  validation {
    condition     = var.minimum >= 1
    error_message = "minimum must be at least 1."
  }
}

variable "maximum" {
  description = "How far the plan may grow."
  type        = number
  nullable    = false

  validation {
    condition     = var.maximum > var.minimum && var.maximum <= 30
    error_message = "maximum must be above minimum and at most 30."
  }
}

variable "sales" {
  description = "Days on which a crowd is expected: name => from, to and the instances that stand ready."
  type = map(object({
    from      = string
    to        = string
    instances = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for sale in values(var.sales) : sale.instances >= 1 && sale.instances <= var.maximum])
    error_message = "A sale has 1 instance to as many as maximum."
  }
}

variable "emails" {
  description = "Who is told when instances come and go."
  type        = list(string)
  nullable    = false
}
