"""What can go wrong with the catalogue."""


class CatalogueError(Exception):
    """A file of the catalogue cannot be used. The message names the file, the place and the mend."""
