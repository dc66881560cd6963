"""A table that follows the controls; unlike `Words` it is not read aloud at every step."""

from ipywidgets import HTML


class Table(HTML):
    """Shows the HTML of a table."""

    def show(self, table: str) -> None:
        """Replace the table."""
        self.value = table
