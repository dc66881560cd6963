"""The student's own sounds come back: the page keeps what Python took, and sends it again to every lesson."""

from frontear.datasets import OwnFolder
from frontear_widgets.views.names import shortened

from .own_sound import first_half_minute, read_of
from .sounds import OWN


def bring_back(about: dict, data: bytes) -> None:
    """Offer a sound or a set again, by the name that it had.

    Args:
        about: What `own_sound.read_of` asks for, the name as `kept`, and which it is among all, as `parcel`.
        data: Its bytes.

    Raises:
        ValueError: Where they hold no sound.
    """
    if about["parcel"] in OWN.known:
        return
    read, name = read_of(about, data), shortened(str(about["kept"]))
    if isinstance(read, OwnFolder):
        OWN.add_set(read, name)
    elif not isinstance(read, ValueError):
        OWN.add(first_half_minute(read), name)
    OWN.known.add(about["parcel"])
