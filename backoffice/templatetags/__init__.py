"""Words of the back office's templates."""
