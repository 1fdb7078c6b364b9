"""What is wrong with a folder of knowledge though each file of it can be read."""
