"""twitter: a whole site through one bad evening, and two decisions: when posted, when read."""
