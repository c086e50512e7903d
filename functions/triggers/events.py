"""The platform's event of a document, read from its bytes.

Firebase's decorator would read it too, with Google's client: importing both takes an instance longer than all that is
ours.
"""

from functions.googleapis.firestore_pb2 import DocumentEvent
from functions.store.snapshots import Snapshot
from functions.store.values import decode_fields, decode_timestamp

_DOCUMENTS = "/documents/"


def read_event(content: bytes) -> Snapshot:
    """The document as the event's write left it; without fields where it is gone. Its path is the document's own: the
    one in the event's headers is spoilt where an id is not ASCII. Raises DecodeError.
    """
    event = DocumentEvent.FromString(content)
    is_there = event.HasField("value")
    document = event.value if is_there else event.old_value
    database, _, path = document.name.partition(_DOCUMENTS)
    if not is_there:
        return Snapshot(path, None, None)
    return Snapshot(path, decode_fields(document.fields, database), decode_timestamp(document.update_time))
