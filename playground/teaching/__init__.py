"""What is taught beside the picture: the article, the terms, lessons and traps."""
