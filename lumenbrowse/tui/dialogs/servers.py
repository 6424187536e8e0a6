"""The servers of config.toml: one is chosen, and its list shown."""

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from lumenbrowse.tui.dialogs.base import ChoiceList, Dialog, same_key_closes
from lumenbrowse.tui.session import Start


class ServersScreen(Dialog[str]):
    """Answers with the name of another server, empty for the one that is asked without `--server`."""

    BINDINGS = same_key_closes("servers")
    HINTS = (("⏎", "show its list"), ("Esc", "close"))

    def __init__(self, start: Start) -> None:
        super().__init__("Servers", start.glyphs)
        self._names, self._now = ("", *start.settings.config.servers), start.settings.server
        names = [f" {start.glyphs.foreign(one) or 'the usual one'} " for one in self._names]
        marks = [("(now)" if one == self._now else "", "$text-muted") for one in self._names]
        prompts = map(Content.assemble, names, marks)
        self.body = choices = ChoiceList(*prompts, id="servers", compact=True)
        choices.highlighted = self._names.index(self._now)

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        name = self._names[message.option_index]
        self.dismiss(None if name == self._now else name)
