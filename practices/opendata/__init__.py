"""Reading what NHS England publishes about practices: patients registered, workforce, appointments."""
