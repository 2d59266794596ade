"""What is decided, in plain data: the values of a field, who owns them, the life of a resource. No Pulumi, no HTTP."""
