"""The way to Bland's API: requests, retries, answers, and the lists that the resources of a process share."""
