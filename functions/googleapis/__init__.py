"""What we exchange with Google's services, as messages of our own: importing their clients takes an instance long."""
