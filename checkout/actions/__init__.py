"""What changes carts, orders and payments."""
