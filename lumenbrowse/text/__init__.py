"""What is said about a model, and text made safe."""
