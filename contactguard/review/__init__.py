"""What people decide about findings and contacts: the desk, samples, incidents, the programme."""
