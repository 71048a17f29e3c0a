"""How the console looks: tokens, palette and style sheet, shapes."""
