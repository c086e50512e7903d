"""Places on the map: how far apart they are, which lie near, and in which order to visit them."""
