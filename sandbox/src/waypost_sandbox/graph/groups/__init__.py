"""Groups: made by the business, joined by customers through a link."""
