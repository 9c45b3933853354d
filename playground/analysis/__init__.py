"""What a History says when it is asked: agreement, movement, similarity, one lookup, one step."""
