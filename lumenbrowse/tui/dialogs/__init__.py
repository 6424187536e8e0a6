"""The dialogs over the screen: each is given values, and answers with what was chosen, which the app does."""
