"""The `./lonja` command: one file per subcommand, which parses, calls the tools and prints."""
