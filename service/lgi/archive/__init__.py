"""Answers that are kept, so that they can be cited and checked again."""
