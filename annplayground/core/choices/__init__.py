"""What one can choose: each module is a registry with one frozen entry per thing."""
