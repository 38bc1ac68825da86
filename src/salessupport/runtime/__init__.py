"""The way to other systems: hub, plugins, configuration, secrets, the HTTP client, the journal and the outbox."""
