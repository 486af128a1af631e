"""What every domain stands on: tenancy, actors, the event log, jobs. Knows Django, knows no domain."""
