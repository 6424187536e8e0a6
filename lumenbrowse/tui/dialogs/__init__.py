"""The dialogs over the screen: each answers with what was chosen; what comes of it is the screen's to do."""
