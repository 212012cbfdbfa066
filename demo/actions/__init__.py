"""Fill a shop with the demo: shelves, people, a month of orders and traffic. Run twice, it adds nothing."""
