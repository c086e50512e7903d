"""What the error codes in Interakt's reports mean for a message. They are WhatsApp's."""

from functions.providers.error_tables import Row, error_table
from functions.providers.meta_errors import META_ERRORS

INTERAKT_ERRORS = {
    **META_ERRORS,
    **error_table(Row("not_on_whatsapp", "suppress", (1013,))),  # from before WhatsApp's Cloud API
}
