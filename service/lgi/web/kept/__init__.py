"""`/answer`: answers that are kept, shown, cited and checked again."""
