"""The queries that an app's screens make: from this table come lib/src/queries.dart and the table in docs/flutter.md.

firestore.rules let a query pass only where it says itself which documents it is for, so a query that lists those of one
person, customer or territory names them. A query by several fields needs an index of firestore.indexes.json.
"""

from clients.screen_queries import ScreenQuery, Where, Who

_NAMED: tuple[Who, ...] = ("all", "assigned", "customer")
_OF_CUSTOMER = (Where("customer_id", "customerId"),)

_LEADING: tuple[Who, ...] = ("all",)
_NAMED_STAFF: tuple[Who, ...] = ("all", "assigned")
_IN_STAGE = (Where("pipeline", "pipelineId"), Where("stage", "stage"))
_OF_OWNER = Where("owner_uid", "ownerUid")
_OF_TEAM = Where("team_uids", "uid", "arrayContains")
_OF_TERRITORY = Where("territory_id", "territoryId")
_OF_PACKAGE = Where("package_id", "packageId")
_OF_PACKAGE_CODE = Where("package_code", "packageCode")
_OF_CAMPAIGN_CODE = Where("campaign_code", "campaignCode")
_OPEN = Where("status", value="open")
_AGE, _LIMIT = "stage_entered_at", "sla_due_at"
QUERIES: tuple[ScreenQuery, ...] = (
    ScreenQuery(
        "customersByUpdate", "customers, the last changed first", "customers", ("all",), (), "updated_at"
    ),
    ScreenQuery(
        "customersOfOwner",
        "my customers",
        "customers",
        ("all", "assigned"),
        (Where("owner_uid", "ownerUid"),),
        "updated_at",
    ),
    ScreenQuery(
        "customersOfTerritory",
        "customers of my territory",
        "customers",
        ("all", "assigned"),
        (Where("territory_id", "territoryId"),),
        "updated_at",
    ),
    ScreenQuery(
        "customersOfStage",
        "customers by stage of life",
        "customers",
        ("all",),
        (Where("engagement.lifecycle_stage", "stage"),),
        "updated_at",
    ),
    ScreenQuery(
        "customersOfOwnerInStage",
        "my customers by stage of life",
        "customers",
        ("all", "assigned"),
        (Where("owner_uid", "ownerUid"), Where("engagement.lifecycle_stage", "stage")),
        "updated_at",
    ),
    ScreenQuery(
        "customersOfSegment",
        "customers of a segment",
        "customers",
        ("all",),
        (Where("segment_ids", "segmentId", "arrayContains"),),
        "updated_at",
    ),
    ScreenQuery(
        "customersOfOwnerInSegment",
        "my customers of a segment",
        "customers",
        ("all", "assigned"),
        (Where("owner_uid", "ownerUid"), Where("segment_ids", "segmentId", "arrayContains")),
        "updated_at",
    ),
    ScreenQuery(
        "customersWithPhone", "search by phone (E.164)", "customers", ("all",), (Where("phone", "phone"),)
    ),
    ScreenQuery("customersWithEmail", "search by email", "customers", ("all",), (Where("email", "email"),)),
    ScreenQuery(
        "customersOfAppUser",
        "own profile, of a customer's app",
        "customers",
        ("own",),
        (Where("app_user_id", "uid"),),
    ),
    ScreenQuery("ordersOfCustomer", "a customer's orders", "orders", _NAMED, _OF_CUSTOMER, "ordered_at"),
    ScreenQuery("ordersByDate", "orders of the business", "orders", ("all",), (), "ordered_at"),
    ScreenQuery(
        "loyaltyOfCustomer", "a customer's points", "loyalty_transactions", _NAMED, _OF_CUSTOMER, "at"
    ),
    ScreenQuery(
        "interactionsOfCustomer",
        "a customer's timeline",
        "interactions",
        ("all", "assigned"),
        _OF_CUSTOMER,
        "performed_at",
    ),
    ScreenQuery(
        "interactionsBy",
        "what a member of staff did",
        "interactions",
        ("all",),
        (Where("performed_by", "uid"),),
        "performed_at",
    ),
    ScreenQuery(
        "messagesOfCustomer",
        "what a customer was sent",
        "messages",
        ("all", "assigned"),
        _OF_CUSTOMER,
        "created_at",
    ),
    ScreenQuery(
        "noticesTo",
        "what I was told",
        "messages",
        ("addressed",),
        (Where("member_uid", "uid"),),
        "created_at",
    ),
    ScreenQuery(
        "conversationsOfCustomer",
        "a customer's conversations",
        "conversations",
        ("all", "assigned"),
        _OF_CUSTOMER,
        "last_message_at",
    ),
    ScreenQuery(
        "conversationsThatWait",
        "inbox: customers who wait for a person",
        "conversations",
        ("all",),
        (Where("needs_human", value=True),),
        "last_message_at",
    ),
    *(
        ScreenQuery(name, screen, "conversations", who, (where,), "last_message_at")
        for name, screen, who, where in (
            ("conversationsOfOwner", "chats that are mine", _NAMED_STAFF, Where("owner", "ownerUid")),
            ("conversationsOfPhase", "chats by how far they have come", _LEADING, Where("phase", "phase")),
            ("conversationsOfPackage", "chats about a package", _LEADING, _OF_PACKAGE_CODE),
            ("conversationsOfCampaign", "chats of a campaign", _LEADING, _OF_CAMPAIGN_CODE),
        )
    ),
    ScreenQuery(
        "messagesOfConversation",
        "a conversation",
        "conversations",
        ("all",),
        order_by="at",
        below="messages",
    ),
    ScreenQuery(
        "messagesOfConversationWith",
        "a conversation with a customer of mine",
        "conversations",
        ("all", "assigned"),
        _OF_CUSTOMER,
        "at",
        below="messages",
    ),
    ScreenQuery(
        "turnsOfConversation",
        "how the assistant answered",
        "conversations",
        ("all",),
        order_by="at",
        below="turns",
    ),
    ScreenQuery(
        "turnsOfConversationWith",
        "how it answered a customer of mine",
        "conversations",
        ("all", "assigned"),
        _OF_CUSTOMER,
        "at",
        below="turns",
    ),
    ScreenQuery(
        "quotesOfCustomer",
        "a customer's quotes",
        "quotes",
        ("all", "assigned"),
        _OF_CUSTOMER,
        "updated_at",
    ),
    ScreenQuery(
        "quotesInStatus",
        "quotes that wait for approval, or for an answer",
        "quotes",
        ("all",),
        (Where("status", "status"),),
        "updated_at",
    ),
    ScreenQuery(
        "bookingsOfCustomer",
        "a customer's bookings",
        "bookings",
        ("all", "assigned"),
        _OF_CUSTOMER,
        "updated_at",
    ),
    *(
        ScreenQuery(name, screen, collection, _LEADING, (where,), "updated_at")
        for name, screen, collection, where in (
            ("bookingsOfPackage", "who holds seats of a package", "bookings", _OF_PACKAGE),
            ("bookingsInStatus", "bookings that wait for a payment", "bookings", Where("status", "status")),
            ("pilgrimsOfPackage", "whom seats of a package are for", "pilgrims", _OF_PACKAGE),
        )
    ),
    ScreenQuery(
        "commandsBy",
        "my commands: pending, refused",
        "commands",
        ("own",),
        (Where("by_uid", "uid"),),
        "created_at",
    ),
    *(
        ScreenQuery(name, screen, "opportunities", who, (*whose, *where), order_by, is_descending=False)
        for name, screen, who, whose, where, order_by in (
            ("dealsOfStage", "a column of the board", _LEADING, (), _IN_STAGE, _AGE),
            ("dealsOfOwnerInStage", "my deals in a column", _NAMED_STAFF, (_OF_OWNER,), _IN_STAGE, _AGE),
            (
                "dealsOfTeamInStage",
                "those of my team in a column",
                _NAMED_STAFF,
                (_OF_TEAM,),
                _IN_STAGE,
                _AGE,
            ),
            ("dealsOfTerritoryInStage", "a territory's", _NAMED_STAFF, (_OF_TERRITORY,), _IN_STAGE, _AGE),
            ("openDeals", "open deals, the longest in its stage first", _LEADING, (), (_OPEN,), _AGE),
            ("openDealsOfOwner", "my open deals", _NAMED_STAFF, (_OF_OWNER,), (_OPEN,), _AGE),
            ("openDealsOfTeam", "open deals that I help with", _NAMED_STAFF, (_OF_TEAM,), (_OPEN,), _AGE),
            ("dealsByLimit", "open deals by their time limit", _LEADING, (), (_OPEN,), _LIMIT),
            ("dealsOfOwnerByLimit", "mine by their time limit", _NAMED_STAFF, (_OF_OWNER,), (_OPEN,), _LIMIT),
            ("dealsOfCustomer", "deals of a customer", _LEADING, (_OF_CUSTOMER[0],), (), _AGE),
        )
    ),
    ScreenQuery("pipelines", "the columns of the board", "pipelines", ("all",)),
    ScreenQuery("territories", "who works where", "territories", ("all",)),
    ScreenQuery("packages", "what is sold", "packages", ("all",)),
    ScreenQuery("packageSeats", "how many seats are taken", "package_seats", ("all",)),
    ScreenQuery("templates", "templates to choose from", "templates", ("all",)),
    ScreenQuery("members", "the team", "members", ("all",)),
)
