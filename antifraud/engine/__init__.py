"""Judge orders: values in, values out."""
