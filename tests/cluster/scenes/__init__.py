"""What `dixit push` and `--at` must survive, a scene a file."""
