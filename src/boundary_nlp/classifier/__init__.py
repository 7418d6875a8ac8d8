"""A small linear classifier that catches what rules cannot name, and says how sure it is."""
