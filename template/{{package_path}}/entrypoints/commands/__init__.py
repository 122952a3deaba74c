"""The command line: starts the service's processes, and takes orders out."""
