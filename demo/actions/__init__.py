"""Fill a shop with the demo: shelves, people, a month of orders and traffic. Run twice, they change nothing."""
