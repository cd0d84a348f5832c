"""spa_host."""
