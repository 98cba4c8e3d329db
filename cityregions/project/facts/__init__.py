"""Facts: a whole project read from one YAML file, and written back; docs/facts.md describes the file."""
