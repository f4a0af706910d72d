"""The Data card: the problem, its points and the inputs."""
