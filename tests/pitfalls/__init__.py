"""What other platforms get wrong, each as a test against a service that runs."""
