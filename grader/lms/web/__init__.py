"""Course platforms over their web services: submissions come in, marks and feedback pages go out, without files."""
