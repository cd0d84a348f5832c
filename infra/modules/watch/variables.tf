variable "prefix" {
  description = "What names begin with: project, environment and stack."
  type        = string
  nullable    = false
}

variable "resource_group" {
  description = "Resource group of the stack."
  type = object({
    id       = string
    name     = string
    location = string
  })
  nullable = false
}

variable "tags" {
  description = "Tags of the stack."
  type        = map(string)
  nullable    = false
}

variable "workspace_id" {
  description = "Log Analytics workspace of all stacks."
  type        = string
  nullable    = false
}

variable "emails" {
  description = "Who is told."
  type        = list(string)
  nullable    = false
}

variable "budget" {
  description = "Monthly budget of the stack, and the first of the month that it begins with."
  type = object({
    amount = number
    from   = string
  })
  nullable = false
}

variable "diagnostics" {
  description = "Resources that send their logs and metrics to the workspace; logs null means all of them, an empty list metrics alone. Storage accounts call their metrics Transaction, everything else AllMetrics."
  type = map(object({
    id     = string
    logs   = list(string)
    metric = optional(string, "AllMetrics")
  }))
  nullable = false
}

variable "alerts" {
  description = "Whether alerts exist; small environments have nobody to wake."
  type        = bool
  nullable    = false
}

variable "metric_alerts" {
  description = "Alerts on platform metrics. Severity 0 is the worst, 4 the mildest."
  type = map(object({
    description = string
    scope       = string
    namespace   = string
    metric      = string
    aggregation = string
    operator    = string
    threshold   = number
    window      = string
    severity    = number
  }))
  nullable = false

  validation {
    condition     = alltrue([for alert in values(var.metric_alerts) : contains([0, 1, 2, 3, 4], alert.severity)])
    error_message = "An alert's severity must be 0 to 4."
  }

  validation {
    condition     = alltrue([for alert in values(var.metric_alerts) : contains(["PT5M", "PT15M", "PT30M", "PT1H"], alert.window)])
    error_message = "An alert's window must be PT5M, PT15M, PT30M or PT1H."
  }
}

variable "log_alerts" {
  description = "Alerts on what the apps log: the query returns a column `value`, and more than `threshold` of it rings."
  type = map(object({
    description = string
    query       = string
    threshold   = number
    window      = string
    severity    = number
  }))
  nullable = false

  validation {
    condition     = alltrue([for alert in values(var.log_alerts) : strcontains(alert.query, "value")])
    error_message = "An alert's query must return a column named value."
  }

  validation {
    condition     = alltrue([for alert in values(var.log_alerts) : contains(["PT15M", "PT30M", "PT1H"], alert.window)])
    error_message = "A log alert's window must be PT15M, PT30M or PT1H: it is asked every five minutes, and logs come in minutes late."
  }
}
