variable "sales" {
  description = "Days on which a crowd is expected: name => from, to (RFC 3339, UTC) and the instances that stand ready. Set for one sale at a time, in a file or on the command line."
  type = map(object({
    from      = string
    to        = string
    instances = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for sale in values(var.sales) : can(timecmp(sale.from, sale.to)) ? timecmp(sale.from, sale.to) < 0 : false])
    error_message = "A sale begins before it ends, both as times such as 2026-11-27T00:00:00Z."
  }

  validation {
    condition     = alltrue([for sale in values(var.sales) : sale.instances >= 1 && sale.instances <= try(var.profile.plans.frontoffice.maximum, 0)])
    error_message = "A sale has 1 instance to as many as plans.frontoffice.maximum: the database's connections are counted up to there."
  }
}
