output "profiles" {
  description = "Profile => fewest and most instances."
  value       = { for name, profile in local.profiles : name => "${profile.minimum}-${profile.maximum}" }
}
