"""The table of rights: what each address answers to everybody, for own records and for those of others.

A line of an expectation names the verb, whose record it is, and the answers to ROLES of the cast in their order:
a status, or `in` where the way leads to signing in. `own` and `foreign` are drafts wherever a record can be one,
`public` lies in a third area and is published. A verb that no line names is refused to everybody.

Programs write with an empty body and keep nothing: PUT lacks what a row needs (400), as POST does, and PATCH changes
nothing (200). A list of one answers as the row itself, to PATCH and to DELETE.
"""

READ = "GET  any  200 200 200 200 200 200"
# What can be a draft is read by the partnership, and by all once it is published.
DRAFT = """
GET  own     404 404 404 200 200 200
GET  foreign 404 404 404 200 200 200
GET  public  200 200 200 200 200 200
"""
# The ratings of a draft of a map are for its own area.
RATING = """
GET  own     404 404 404 200 200 200
GET  foreign 404 404 404 404 404 200
GET  public  200 200 200 200 200 200
"""
# Forms: an empty one is complained about (409, 422), and that shows who might have saved it.
NEW = """
GET  any  in 403 403 200 200 200
POST any  in 403 403 422 422 422
"""
NEW_PLAN = """
GET  any  in 403 403 403 403 200
POST any  in 403 403 403 403 422
"""
NEW_PART = """
GET  own     in 403 403 200 200 200
POST own     in 403 403 422 422 422
GET  foreign in 403 403 403 403 200
POST foreign in 403 403 403 403 422
"""
CHANGE = """
GET  own     in 403 403 200 200 200
POST own     in 403 403 409 409 409
GET  foreign in 403 403 403 403 200
POST foreign in 403 403 403 403 409
"""
CHANGE_DRAFT = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 409 409 409
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 409
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 409
"""
CHANGE_PLAN = """
GET  any  in 403 403 403 403 200
POST any  in 403 403 403 403 409
"""
CHANGE_CONCLUSION = """
GET  own     in 404 404 403 403 200
POST own     in 404 403 403 403 409
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 409
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 409
"""
# The own one was given by the member of staff: a manager is no other's hand.
CHANGE_RATING = """
GET  own     in 404 404 200 403 200
POST own     in 404 403 409 403 409
GET  foreign in 404 404 404 404 200
POST foreign in 404 403 404 404 409
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 409
"""
# An empty form rates nobody.
RATE = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 422 422 422
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 422
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 422
"""
# Whoever may change a map takes snapshots of it, and publishes them; coordinators alone withdraw one.
NEW_SNAPSHOT = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 422 422 422
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 422
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 422
"""
PUBLISH_SNAPSHOT = """
POST own     in 404 403 302 302 302
POST foreign in 404 403 404 404 302
POST public  in 403 403 403 403 302
"""
WITHDRAW_SNAPSHOT = """
GET  own     in 404 404 403 403 200
POST own     in 404 403 403 403 422
GET  foreign in 404 404 404 404 200
POST foreign in 404 403 404 404 422
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 422
"""
CHANGE_CONTACT = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 409 409 409
GET  foreign in 404 404 404 404 200
POST foreign in 404 403 404 404 409
"""
CHANGE_ACTION = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 409 409 409
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 409
GET  public  in 404 404 403 403 200
POST public  in 404 403 403 403 409
"""
HAND_IN_VERSION = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 422 422 422
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 422
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 422
"""
NEW_OF_DRAFT = """
GET  own     in 403 403 200 200 200
POST own     in 403 403 422 422 422
GET  foreign in 403 403 403 403 200
POST foreign in 403 403 403 403 422
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 422
"""
OWN_ACCOUNT = """
GET  any  in 200 200 200 200 200
POST any  in 200 200 200 200 200
"""
OWN_DATA = "GET  any  in 200 200 200 200 200"
# Pages of allauth: of one's own account or of nobody's, so that there is nothing of others to see.
OWN_SAVED = """
GET  any  in 200 200 200 200 200
POST any  in 302 302 302 302 302
"""
OWN_MOVED = """
GET  any  in 302 302 302 302 302
POST any  in 302 302 302 302 302
"""
FORM_FOR_ALL = """
GET  any  200 200 200 200 200 200
POST any  200 200 200 200 200 200
"""
FOR_STRANGERS = """
GET  any  200 302 302 302 302 302
POST any  200 302 302 302 302 302
"""
INVITATION = "POST own  in 403 403 403 302 302\nPOST foreign  in 403 403 403 404 302"

# What the partnership reads, whoever wrote it.
PARTNERSHIP = "GET  any  in 404 404 200 200 200"
CHANGE_PERIOD = """
GET  any  in 404 404 403 403 200
POST any  in 404 403 403 403 409
"""
# A report is written by its own partner, until it is handed in; an empty form names none of its parts and changes none.
CHANGE_REPORT = """
GET  own     in 404 404 200 200 403
POST own     in 404 403 302 302 403
GET  foreign in 404 404 403 403 403
POST foreign in 404 403 403 403 403
GET  public  in 404 404 403 403 403
POST public  in 404 403 403 403 403
"""
READ_EVIDENCE = """
GET  own     404 404 404 200 200 404
GET  foreign 404 404 404 404 404 404
GET  public  404 404 404 200 200 200
"""
DELETE_EVIDENCE = """
GET  own     in 404 404 200 200 404
POST own     in 404 403 409 409 404
GET  foreign in 404 404 404 404 404
POST foreign in 404 403 404 404 404
GET  public  in 404 404 403 403 403
POST public  in 404 403 403 403 403
"""
# Whoever knows the address of a calendar reads it, as long as its person works for the partner.
CALENDAR = """
GET  own     200 200 200 200 200 200
GET  foreign 200 200 200 200 200 200
GET  ended   404 404 404 404 404 404
"""
OWN_CALENDAR = """
GET  own     in 403 403 200 403 403
POST own     in 403 403 400 403 403
GET  foreign in 403 403 403 403 403
POST foreign in 403 403 403 403 403
GET  ended   in 403 403 403 403 403
POST ended   in 403 403 403 403 403
"""
# A webhook is its owner's alone.
WEBHOOK = """
GET  own     in 403 403 200 404 404
POST own     in 403 403 302 404 404
GET  foreign in 403 403 404 404 404
POST foreign in 403 403 404 404 404
"""
# Work in the background is for whoever began it; what visitors began shows only what is public.
WORK = """
GET  own      404 404 404 200 404 404
GET  foreign  404 404 404 404 404 404
GET  nobody's 200 200 200 200 200 200
"""

# A comment is written by its own partner; coordinators answer it.
CHANGE_COMMENT = """
GET  own     in 404 404 200 200 403
POST own     in 404 403 409 409 403
GET  foreign in 404 404 403 403 403
POST foreign in 404 403 403 403 403
GET  public  in 404 404 403 403 403
POST public  in 404 403 403 403 403
"""
# Of what an organisation was asked to comment on, its contact sees the way and what it said itself.
COMMENT = """
GET  own         in 404 403 200 200 200
POST own         in 404 403 422 422 422
GET  foreign     in 404 403 200 200 200
POST foreign     in 404 403 422 422 422
GET  public      in 403 403 403 403 403
POST public      in 403 403 403 403 403
GET  represented in 200 403 200 200 200
POST represented in 422 403 422 422 422
"""
CHANGE_COMMENT += """
GET  represented in 200 404 403 403 403
POST represented in 409 403 403 403 403
"""
ASKED = """
GET  represented 404 200 404 200 200 200
"""
ASK = """
GET  own     in 403 403 200 200 200
POST own     in 403 403 422 422 422
GET  foreign in 403 403 403 403 200
POST foreign in 403 403 403 403 422
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 422
"""
ASK_NO_MORE = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 409 409 409
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 409
GET  public  in 404 404 403 403 200
POST public  in 404 403 403 403 409
"""
ANSWER = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 422 422 422
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 422
GET  public  in 404 404 403 403 200
POST public  in 404 403 403 403 422
"""
HAND_IN = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 422 422 422
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 422
GET  public  in 403 403 403 403 200
POST public  in 403 403 403 403 422
"""
COMPLIANCE = """
GET  own     in 404 404 200 200 200
POST own     in 404 403 302 302 302
GET  foreign in 404 404 403 403 200
POST foreign in 404 403 403 403 302
"""
# An import is made, applied and undone by those who may change its map; of an empty form nothing comes.
IMPORT = """
GET  own     in 404 404 200 200 200
GET  foreign in 404 404 403 403 200
GET  public  in 403 403 403 403 200
"""
HAND_IN_TO_MAP = """
POST own     in 404 403 422 422 422
POST foreign in 404 403 403 403 422
POST public  in 403 403 403 403 422
"""
UNDO_IMPORT = (IMPORT + HAND_IN_TO_MAP).replace("200", "302").replace("422", "302")

PAGES = {
    "health home search sources accessibility privacy privacy-request-sent workplan practice-compare": READ,
    "map-compare": READ,
    "area-list partner-list stakeholder-list map-list agreement-list practice-list pilot-list": READ,
    "output-list event-list conclusion-list suggest contact-link-sent design": READ,
    "area-detail partner-detail stakeholder-detail activity-detail event-detail": READ,
    "map-export": DRAFT,
    "snapshot-detail snapshot-export": RATING,
    "snapshot-new": NEW_SNAPSHOT,
    "snapshot-publish": PUBLISH_SNAPSHOT,
    "snapshot-withdraw": WITHDRAW_SNAPSHOT,
    "map-network-data map-measures": DRAFT,
    "map-detail agreement-detail practice-detail pilot-detail conclusion-detail": DRAFT,
    "output-detail": DRAFT + ASKED,
    "map-rate": RATE,
    "stakeholder-new relation-new map-new agreement-new practice-new pilot-new output-new event-new": NEW,
    "map-import import-columns": IMPORT + HAND_IN_TO_MAP,
    "import-template import-detail": IMPORT,
    "import-choose import-apply import-discard": HAND_IN_TO_MAP.replace("422", "302"),
    "import-undo": UNDO_IMPORT,
    "contact-new assessment-new engagement-new": NEW_PART,
    "engagement-list": PARTNERSHIP,
    "engagement-edit engagement-delete": CHANGE_ACTION,
    "version-detail agreement-file": DRAFT,
    "agreement-file-new": HAND_IN_VERSION,
    "agreement-file-delete": CHANGE_DRAFT,
    "version-new": NEW_OF_DRAFT,
    "version-edit version-delete": CHANGE_DRAFT,
    # Nobody of the cast speaks for a party.
    "agreement-endorse": """
        GET  own     in 404 404 403 403 403
        POST own     in 404 403 403 403 403
        GET  foreign in 404 404 403 403 403
        POST foreign in 404 403 403 403 403
        GET  public  in 403 403 403 403 403
        POST public  in 403 403 403 403 403
        """,
    "phase-new activity-new conclusion-new": NEW_PLAN,
    "partner-edit stakeholder-edit stakeholder-delete relation-edit relation-delete event-edit event-delete": CHANGE,
    "map-edit map-delete agreement-edit agreement-delete practice-edit practice-delete": CHANGE_DRAFT,
    "pilot-edit pilot-delete output-edit output-delete": CHANGE_DRAFT,
    "phase-edit phase-delete activity-edit activity-delete project-edit": CHANGE_PLAN,
    "conclusion-edit conclusion-delete": CHANGE_CONCLUSION,
    "assessment-edit assessment-delete": CHANGE_RATING,
    "contact-edit contact-delete": CHANGE_CONTACT,
    "output-file": DRAFT + ASKED,
    "file-new": HAND_IN,
    "file-edit file-delete": CHANGE_DRAFT,
    "output-review": """
        GET  any         in 404 404 200 200 200
        POST any         in 404 403 400 400 400
        GET  represented in 200 404 200 200 200
        POST represented in 400 403 400 400 400
        """,
    "reviewer-new": ASK,
    "reviewer-delete": ASK_NO_MORE,
    "comment-new": COMMENT,
    "comment-edit comment-delete": CHANGE_COMMENT,
    "comment-answer": ANSWER,
    "output-compliance event-compliance": COMPLIANCE,
    "report-list period-detail period-joint": PARTNERSHIP,
    "period-new": NEW_PLAN,
    "period-propose": "GET  any  in 403 403 403 403 200\nPOST any  in 403 403 403 403 422",
    "period-edit period-delete": CHANGE_PERIOD,
    "report-detail": "GET  any  in 404 404 200 200 200\nPOST any  in 404 403 400 400 400",
    "report-edit": CHANGE_REPORT,
    "evidence-file": READ_EVIDENCE,
    "evidence-new": CHANGE_REPORT.replace("302", "422"),
    "evidence-delete": DELETE_EVIDENCE,
    "report-start": """
        POST own     in 404 403 302 302 403
        POST foreign in 404 403 403 403 403
        POST public  in 404 403 403 403 403
        """,
    "budget budget-csv budget-xlsx report-pdf report-xlsx report-docx": READ,
    "event-feed event-calendar output-feed": READ,
    "deadline-calendar": CALENDAR,
    "calendar-address": OWN_CALENDAR,
    "webhooks": "GET  any  in 403 403 200 200 200",
    "webhook-new": "GET  any  in 403 403 200 200 200\nPOST any  in 403 403 200 200 200",
    "webhook webhook-remove": WEBHOOK,
    "webhook-change": WEBHOOK.replace("302", "200"),
    "work work-result": WORK,
    "desk": "GET  any  in 302 403 200 200 200",
    "inbox": "GET  any  in 200 403 200 200 200",
    "inbox-read": "POST any  in 302 403 302 302 302",
    "remind": "POST any  in 403 403 403 403 302",
    "history": "GET  any  in 404 403 200 200 200",
    "history-put-back": "GET  any  in 404 403 403 403 200\nPOST any  in 404 403 403 403 200",
    "contact-sign-in": "GET  any  200 200 200 200 200 200\nPOST any  200 200 403 200 200 200",
    "contact-enter": "GET  any  200 200 403 403 403 403\nPOST any  302 302 403 403 403 403",
    "contact-me": "GET  any  in 200 403 403 403 403",
    "correction-propose": """
        GET  represented in 200 403 403 403 403
        POST represented 403 200 403 403 403 403
        GET  own         in 403 403 403 403 403
        POST own         403 403 403 403 403 403
        GET  foreign     in 403 403 403 403 403
        POST foreign     403 403 403 403 403 403
        """,
    "correction-detail": """
        GET  own     in 200 404 200 200 200
        POST own     in 403 403 200 200 200
        GET  foreign in 404 404 404 404 200
        POST foreign in 404 403 404 404 200
        """,
    "account": OWN_ACCOUNT,
    "my-data my-data-file": OWN_DATA,
    "privacy-request": FORM_FOR_ALL,
    "privacy-register privacy-register-xlsx": "GET  any  in 403 403 403 403 200",
    "privacy-person": "GET  any  in 403 403 403 403 200\nPOST any  in 403 403 403 403 422",
    "tokens": "GET  any  in 403 403 200 200 200",
    # Nobody of the cast has shown lately who they are: the way leads there first.
    "token-new": "GET  any  in 403 403 302 302 302\nPOST any  in 403 403 302 302 302",
    "token-revoke": "POST any  in 403 403 404 404 404",
    "sign-out-everywhere": "POST any  in in in in in in",
    "people": "GET  any  in 403 403 403 200 200",
    "invite": "GET  any  in 403 403 403 200 200\nPOST any  in 403 403 403 200 200",
    "invitation-send invitation-revoke": INVITATION,
    "membership-end": """
        GET  own     in 403 403 403 200 200
        POST own     in 403 403 403 200 200
        GET  foreign in 403 403 403 404 200
        POST foreign in 403 403 403 404 200
        """,
    "invitation-accept": "GET  any  200 403 403 403 403 403\nPOST any  200 403 403 403 403 403",
    "account_inactive account_email_verification_sent account_reset_password_done": READ,
    "account_reset_password_from_key_done": READ,
    "account_reset_password": FORM_FOR_ALL,
    "account_confirm_email": "GET  any  200 200 200 200 200 200\nPOST any  404 404 404 404 404 404",
    "account_reset_password_from_key": FORM_FOR_ALL,
    "account_login account_signup": FOR_STRANGERS,
    "account_logout": "GET  any  302 200 200 200 200 200\nPOST any  302 302 302 302 302 302",
    "account_confirm_login_code mfa_authenticate mfa_login_webauthn": OWN_MOVED,
    "account_email usersessions_list": OWN_SAVED,
    "account_set_password mfa_reauthenticate": OWN_ACCOUNT,
    "account_change_password account_reauthenticate mfa_reauthenticate_webauthn": OWN_MOVED,
    "mfa_activate_totp mfa_deactivate_totp mfa_generate_recovery_codes mfa_add_webauthn": OWN_MOVED,
    "mfa_remove_webauthn mfa_edit_webauthn": OWN_MOVED,
    "mfa_index mfa_list_webauthn": OWN_DATA,
    # Nobody of the cast has recovery codes.
    "mfa_view_recovery_codes mfa_download_recovery_codes": "GET  any  in 404 404 404 404 404",
}


def in_use(text):
    """The same for a record that others use: whoever might delete it is told who they are (409)."""
    return text.replace("204", "409")


def without_put(text):
    return "\n".join(line for line in text.splitlines() if not line.startswith("PUT"))


def before_reading(text):
    """The same for a list: who may write nothing of a kind is told so before the body says which rows it names."""
    found = []
    for line in text.splitlines():
        words = line.split()
        found.append(" ".join(["403" if number in {3, 4} else word for number, word in enumerate(words)]))
    return "\n".join(found)


API = {
    "root schema docs search-list progress-list changes-list keep-list keep-xml keep-xlsx": READ,
    "project-list": f"{READ}\nPUT any 401 403 403 403 403 400\nPATCH any 401 403 403 403 403 200",
    "history-list": "GET  any  401 404 404 200 200 200",
}
# What programs write: what the list answers to POST, and each record to the rest.
BY_STAFF = "POST any  401 403 403 400 400 400"
BY_COORDINATORS = "POST any  401 403 403 403 403 400"
WRITE = """
PUT    own     401 403 403 400 400 400
PATCH  own     401 403 403 200 200 200
DELETE own     401 403 403 204 204 204
PUT    foreign 401 403 403 403 403 400
PATCH  foreign 401 403 403 403 403 200
DELETE foreign 401 403 403 403 403 204
"""
WRITE_DRAFT = """
PUT    own     401 404 404 400 400 400
PATCH  own     401 404 404 200 200 200
DELETE own     401 404 404 204 204 204
PUT    foreign 401 404 404 403 403 400
PATCH  foreign 401 404 404 403 403 200
DELETE foreign 401 404 404 403 403 204
PUT    public  401 403 403 403 403 400
PATCH  public  401 403 403 403 403 200
DELETE public  401 403 403 403 403 204
"""
WRITE_PLAN = """
PUT    own     401 403 403 403 403 400
PATCH  own     401 403 403 403 403 200
DELETE own     401 403 403 403 403 204
"""
WRITE_CONCLUSION = """
PUT    own     401 404 404 403 403 400
PATCH  own     401 404 404 403 403 200
DELETE own     401 404 404 403 403 204
PUT    public  401 403 403 403 403 400
PATCH  public  401 403 403 403 403 200
DELETE public  401 403 403 403 403 204
"""
# Which organisations take part, the coordinators say.
WRITE_PARTNER = """
PUT    own     401 403 403 400 400 400
PATCH  own     401 403 403 200 200 200
DELETE own     401 403 403 403 403 204
PUT    foreign 401 403 403 403 403 400
PATCH  foreign 401 403 403 403 403 200
DELETE foreign 401 403 403 403 403 204
"""
# As CHANGE_RATING.
WRITE_RATING = """
PUT    own     401 404 404 400 403 400
PATCH  own     401 404 404 200 403 200
DELETE own     401 404 404 204 403 204
PUT    foreign 401 404 404 404 404 400
PATCH  foreign 401 404 404 404 404 200
DELETE foreign 401 404 404 404 404 204
PUT    public  401 403 403 403 403 400
PATCH  public  401 403 403 403 403 200
DELETE public  401 403 403 403 403 204
"""
READ_REPORT = "GET any 404 404 404 200 200 200"
WRITE_PERIOD = """
PUT    own     401 404 404 403 403 400
PATCH  own     401 404 404 403 403 200
DELETE own     401 404 404 403 403 409
"""
# Nobody deletes what is owed.
WRITE_REPORT = """
PUT    own     401 404 404 400 400 403
PATCH  own     401 404 404 200 200 403
DELETE own     401 404 404 403 403 403
PUT    foreign 401 404 404 403 403 403
PATCH  foreign 401 404 404 403 403 403
DELETE foreign 401 404 404 403 403 403
PUT    public  401 404 404 403 403 403
PATCH  public  401 404 404 403 403 403
DELETE public  401 404 404 403 403 403
"""
READ_ENTRY = """
GET  own     404 404 404 200 200 404
GET  foreign 404 404 404 404 404 404
GET  public  404 404 404 200 200 200
"""
WRITE_ENTRY = """
PUT    own     401 404 404 400 400 404
PATCH  own     401 404 404 200 200 404
DELETE own     401 404 404 204 204 404
PUT    foreign 401 404 404 404 404 404
PATCH  foreign 401 404 404 404 404 404
DELETE foreign 401 404 404 404 404 404
PUT    public  401 404 404 403 403 403
PATCH  public  401 404 404 403 403 403
DELETE public  401 404 404 403 403 403
"""
WRITE_COMMENT = """
PUT    own     401 404 404 400 400 403
PATCH  own     401 404 404 200 200 403
DELETE own     401 404 404 204 204 403
PUT    foreign 401 404 404 403 403 403
PATCH  foreign 401 404 404 403 403 403
DELETE foreign 401 404 404 403 403 403
PUT    public  401 404 404 403 403 403
PATCH  public  401 404 404 403 403 403
DELETE public  401 404 404 403 403 403
"""
# Steps with an empty body: who might take one is told that it names none (400).
STEPS = """
POST own     401 404 404 400 400 400
POST foreign 401 404 404 403 403 400
POST public  401 403 403 403 403 400
"""
API["outputs-take-step"] = STEPS
API["agreements-take-step"] = STEPS
# Nobody of the cast speaks for a party.
API["parties-take-step"] = """
POST own     401 404 404 403 403 403
POST foreign 401 404 404 403 403 403
POST public  401 403 403 403 403 403
"""
API["comments-take-step"] = STEPS.replace("401 403 403", "401 404 404")
# Whoever reads of a report is told who takes which step.
API["partner-reports-take-step"] = """
POST any 401 404 404 400 400 400
"""
WRITE_ENDORSEMENT = WRITE_COMMENT.replace("public  401 404 404", "public  401 403 403")
WRITE_CHECK = """
PUT    own     401 404 404 400 400 400
PATCH  own     401 404 404 200 200 200
DELETE own     401 404 404 204 204 204
PUT    foreign 401 404 404 403 403 400
PATCH  foreign 401 404 404 403 403 200
DELETE foreign 401 404 404 403 403 204
PUT    public  401 404 404 403 403 400
PATCH  public  401 404 404 403 403 200
DELETE public  401 404 404 403 403 204
"""
WRITE_ACTION = """
PUT    own     401 404 404 400 400 400
PATCH  own     401 404 404 200 200 200
DELETE own     401 404 404 204 204 204
PUT    foreign 401 404 404 403 403 400
PATCH  foreign 401 404 404 403 403 200
DELETE foreign 401 404 404 403 403 204
PUT    public  401 404 404 403 403 400
PATCH  public  401 404 404 403 403 200
DELETE public  401 404 404 403 403 204
"""
NOUNS = {
    "areas": (READ, BY_COORDINATORS, in_use(WRITE_PLAN)),
    "partners": (READ, BY_COORDINATORS, in_use(WRITE_PARTNER)),
    "stakeholders": (READ, BY_STAFF, in_use(WRITE)),
    "relations events": (READ, BY_STAFF, WRITE),
    "stakeholder-maps map-entries": (DRAFT, BY_STAFF, WRITE_DRAFT),
    "agreements parties practices interventions milestones": (DRAFT, BY_STAFF, WRITE_DRAFT),
    "engagement-actions": (READ_REPORT, BY_STAFF, WRITE_ACTION),
    "outputs": (DRAFT + ASKED, BY_STAFF, WRITE_DRAFT),
    "pilots": (DRAFT, BY_STAFF, in_use(WRITE_DRAFT)),
    "assessments": (RATING, BY_STAFF, WRITE_RATING),
    "phases activities": (READ, BY_COORDINATORS, in_use(WRITE_PLAN)),
    "policy-conclusions": (DRAFT, BY_COORDINATORS, WRITE_CONCLUSION),
    "reporting-periods": (READ_REPORT, BY_COORDINATORS, WRITE_PERIOD),
    "partner-reports": (READ_REPORT, BY_STAFF, WRITE_REPORT),
    "progress-entries": (READ_ENTRY, BY_STAFF, WRITE_ENTRY),
    # A file comes as a form, not as JSON.
    "evidence-files": (READ_ENTRY, BY_STAFF.replace("400", "415"), WRITE_ENTRY.replace("400", "200")),
    "output-files": (DRAFT + ASKED, BY_STAFF.replace("400", "415"), WRITE_DRAFT),
    "comments": (READ_REPORT + ASKED, BY_STAFF.replace("401 403", "401 400"), WRITE_COMMENT),
    "reviewers": (READ_REPORT + ASKED, BY_STAFF, WRITE_CHECK),
    "endorsements": (DRAFT, BY_STAFF, WRITE_ENDORSEMENT),
    "compliance-checks": (READ_REPORT, BY_STAFF, WRITE_CHECK),
}
API["map-snapshots-detail"], API["map-snapshots-file"], API["map-snapshots-list"] = RATING, READ, READ
for names, (read, add, write) in NOUNS.items():
    for noun in names.split():
        API[f"{noun}-detail"] = f"{read}\n{write}"
        API[f"{noun}-file"] = READ
        API[f"{noun}-list"] = f"{READ}\n{add}\n{before_reading(without_put(write))}"
# The contact of an organisation that was asked may write some comment, so that each is looked for.
API["comments-list"] = API["comments-list"].replace("401 403 403 ", "401 404 403 ")


def lines(text):
    """The lines of an expectation: (verb, whose record) → the answers."""
    split = [line.split() for line in text.splitlines() if line.strip()]
    return {(verb, whose): answers for verb, whose, *answers in split}


TABLE = {
    prefix + name: lines(text)
    for prefix, part in (("", PAGES), ("api:", API))
    for names, text in part.items()
    for name in names.split()
}
