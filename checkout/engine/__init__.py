"""Judge cart and orders: values in, values out."""
