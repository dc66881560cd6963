"""The panels of lesson 06 Six ways into a network."""
