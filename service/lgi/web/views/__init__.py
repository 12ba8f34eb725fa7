"""Pages for people: each is made only of questions, and says at its end which it was made of."""
