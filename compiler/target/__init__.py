"""Machine descriptions: the row language, its expansion, and one folder a target."""
