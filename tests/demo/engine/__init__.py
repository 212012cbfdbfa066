"""The demo's pictures, words and stories, without a database."""
