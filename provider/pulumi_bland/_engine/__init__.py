"""Everything Pulumi: the doors that its engine comes in through, its process, and the constructors of the resources."""
