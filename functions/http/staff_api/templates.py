"""`/templates`: what the business writes to its customers, with the versions before, and how it would read."""

from functions.domain.configuration.by_staff import shown
from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.references import Ref
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import number_in, read_form
from functions.domain.views.template_approvals import ApprovalForm, save_approval, template_approvals
from functions.domain.views.template_previews import COLLECTION, TemplatePreviewForm, template_preview
from functions.http.staff_api.configuration import as_seen, committed, editor_of, of_kind
from functions.http.staff_api.giving import body_of
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import VersionsQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import (
    ApprovalsAnswer,
    ConfigurationAnswer,
    DocumentAnswer,
    ListAnswer,
    TemplatePreviewAnswer,
)

_ONE = f"/{COLLECTION}/<string(maxlength=100):id>"
_INVALID = "invalid_configuration"
_MOST = 10**9
_ROLES = frozenset(KINDS[COLLECTION].roles)


def _ref(asked: Asked) -> Ref:
    return Ref(COLLECTION, asked.path["id"])


def _versions(asked: Asked) -> Reply:
    """`next`: the revision to ask for as `before`."""
    text = asked.query.get("before")
    before = None if text is None else number_in(text, 1, _MOST)
    if text is not None and before is None:
        raise Malformed("query", [FieldFault("before", "is not the number of a revision")])
    found = read(asked, lambda: editor_of(asked).list_versions(_ref(asked), before=before))
    last = found[-1].revision if found else 1
    return Reply({"items": [shown(each) for each in found], "next": str(last) if last > 1 else None})


def _restore(asked: Asked) -> Reply:
    body_of(asked)
    editor, ref, revision = editor_of(asked), _ref(asked), asked.path["revision"]
    decide = as_seen(asked, lambda: editor.read(ref), lambda: editor.restore(ref, revision))
    return Reply(shown(committed(asked, decide)))


def _preview(asked: Asked) -> Reply:
    form = read_form(TemplatePreviewForm, body_of(asked), "body")
    id = asked.path["id"]
    return Reply(read(asked, lambda: template_preview(asked.org, asked.uid, id, form=form, now=asked.now)))


def _approvals(asked: Asked) -> Reply:
    return Reply(read(asked, lambda: template_approvals(asked.org, asked.uid, asked.path["id"])))


def _approve(asked: Asked) -> Reply:
    form = read_form(ApprovalForm, body_of(asked), "body")
    org, uid, id = asked.org, asked.uid, asked.path["id"]
    return Reply(committed(asked, lambda: save_approval(org, uid, id, form=form, now=asked.now)))


OPERATIONS = (
    Operation(
        "GET",
        f"{_ONE}/versions",
        "The versions of a template, the present one first",
        _versions,
        ListAnswer,
        query=VersionsQuery,
        roles=_ROLES,
    ),
    Operation(
        "POST",
        f"{_ONE}/versions/<int(max=999999999):revision>/restore",
        "Have a template say again what it said",
        _restore,
        ConfigurationAnswer,
        roles=_ROLES,
        invalid=_INVALID,
        compares=True,
    ),
    Operation(
        "POST",
        f"{_ONE}/preview",
        "How a template reads on each channel in each language, saved or not",
        _preview,
        TemplatePreviewAnswer,
        form=TemplatePreviewForm,
        roles=_ROLES,
        invalid=_INVALID,
    ),
    Operation(
        "GET",
        f"{_ONE}/approvals",
        "How WhatsApp stands to a template in each language",
        _approvals,
        ApprovalsAnswer,
        roles=_ROLES,
    ),
    Operation(
        "PUT",
        f"{_ONE}/approvals",
        "Enter how WhatsApp stands to a template in a language",
        _approve,
        DocumentAnswer,
        form=ApprovalForm,
        roles=_ROLES,
    ),
    *of_kind(COLLECTION),
)
