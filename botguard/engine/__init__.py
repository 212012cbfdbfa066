"""Judge requests: values in, values out."""
