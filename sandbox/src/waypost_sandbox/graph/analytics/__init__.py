"""Analytics: counted while it happens, added up when somebody asks."""
