// Made by `make schemas` from the server's models: change those.
//
// Extension types over what Firestore gives: nothing is copied, and a field that this version of the app does not know is
// still in `fields`. A field that is absent or of another type reads as null, or as what the server takes it for.

import 'enumerations.dart';
import 'fields.dart';

/// `orgs/{org}`: the fields of docs/contracts.md at the top, all other settings below `settings`.
///
/// Stored as `orgs/{org}`.
extension type const Org(Fields fields) {
  Map<String, Approval>? get approvals => mapOf(fields['approvals'], (each) => partOf(each, Approval.new));
  List<ComputedPair>? get computedPairs => listOf(fields['computed_pairs'], (each) => partOf(each, ComputedPair.new));
  String? get country => textOf(fields['country']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get currency => textOf(fields['currency']);
  int? get dataVersion => wholeOf(fields['data_version']);
  Map<String, bool> get features => mapOf(fields['features'], (each) => flagOf(each)) ?? const {};
  Map<String, DateTime> get gatewaysSeenAt => mapOf(fields['gateways_seen_at'], (each) => instantOf(each)) ?? const {};
  String? get livePrompt => textOf(fields['live_prompt']);
  String? get locale => textOf(fields['locale']);
  String? get name => textOf(fields['name']);
  Map<String, List<String>>? get ongoingCampaigns => mapOf(fields['ongoing_campaigns'], (each) => listOf(each, (each) => textOf(each)));
  Map<String, String> get pausedChannels => mapOf(fields['paused_channels'], (each) => textOf(each)) ?? const {};
  Map<String, Pause>? get pauses => mapOf(fields['pauses'], (each) => partOf(each, Pause.new));
  String? get preset => textOf(fields['preset']);
  Map<String, Fields> get providers => mapOf(fields['providers'], (each) => fieldsOf(each)) ?? const {};
  Fields get removedRevisions => fieldsOf(fields['removed_revisions']) ?? const {};
  Fields get revisions => fieldsOf(fields['revisions']) ?? const {};
  Map<String, String> get servedBy => mapOf(fields['served_by'], (each) => textOf(each)) ?? const {};
  Fields get settings => fieldsOf(fields['settings']) ?? const {};
  int get settingsRevision => wholeOf(fields['settings_revision']) ?? 0;
  DateTime? get settingsUpdatedAt => instantOf(fields['settings_updated_at']);
  String? get settingsUpdatedBy => textOf(fields['settings_updated_by']);
  String? get timezone => textOf(fields['timezone']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  List<Channel> get windowlessChannels => listOf(fields['windowless_channels'], (each) => Channel.of(each)) ?? const [];
}

/// What automations watch of a customer stands in kernel/subjects.py, where push messages go in kernel/devices.py, what describes them in described.py.
///
/// Stored as `orgs/{org}/customers/{id}`.
extension type const Customer(Fields fields) {
  Account? get account => partOf(fields['account'], Account.new);
  String? get accountId => textOf(fields['account_id']);
  String? get accountManagerUid => textOf(fields['account_manager_uid']);
  String? get acquisitionChannel => textOf(fields['acquisition_channel']);
  String? get address => textOf(fields['address']);
  List<String> get allergies => listOf(fields['allergies'], (each) => textOf(each)) ?? const [];
  CustomerAppType? get appType => CustomerAppType.of(fields['app_type']);
  String? get appUserId => textOf(fields['app_user_id']);
  Map<String, DateTime> get awaitsAnswer => mapOf(fields['awaits_answer'], (each) => instantOf(each)) ?? const {};
  String? get birthday => textOf(fields['birthday']);
  String? get brewPreference => textOf(fields['brew_preference']);
  Brought? get brought => partOf(fields['brought'], Brought.new);
  String? get budgetRange => textOf(fields['budget_range']);
  String? get businessType => textOf(fields['business_type']);
  List<CampaignTouch> get campaigns => listOf(fields['campaigns'], (each) => partOf(each, CampaignTouch.new)) ?? const [];
  String? get cardNumber => textOf(fields['card_number']);
  String? get city => textOf(fields['city']);
  String? get companySize => textOf(fields['company_size']);
  Map<String, Map<String, Consent>> get consents => mapOf(fields['consents'], (each) => mapOf(each, (each) => partOf(each, Consent.new))) ?? const {};
  Consumption? get consumption => partOf(fields['consumption'], Consumption.new);
  Map<String, String> get conversationIds => mapOf(fields['conversation_ids'], (each) => textOf(each)) ?? const {};
  DateTime? get createdAt => instantOf(fields['created_at']);
  Fields get custom => fieldsOf(fields['custom']) ?? const {};
  CustomerGroup get customerGroup => CustomerGroup.of(fields['customer_group']) ?? CustomerGroup.b2c;
  List<PushDevice> get devices => listOf(fields['devices'], (each) => partOf(each, PushDevice.new)) ?? const [];
  List<String> get dietaryRestrictions => listOf(fields['dietary_restrictions'], (each) => textOf(each)) ?? const [];
  String? get discoverySource => textOf(fields['discovery_source']);
  String? get district => textOf(fields['district']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  List<String> get earlierConversationIds => listOf(fields['earlier_conversation_ids'], (each) => textOf(each)) ?? const [];
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  String? get email => textOf(fields['email']);
  bool get emailOptIn => flagOf(fields['email_opt_in']) ?? false;
  Engagement get engagement => partOf(fields['engagement'], Engagement.new) ?? Engagement(const {});
  String? get gender => textOf(fields['gender']);
  bool get hasApp => flagOf(fields['has_app']) ?? false;
  String? get homeUsage => textOf(fields['home_usage']);
  Map<String, int> get identityCounts => mapOf(fields['identity_counts'], (each) => wholeOf(each)) ?? const {};
  List<String> get identityIds => listOf(fields['identity_ids'], (each) => textOf(each)) ?? const [];
  String? get industry => textOf(fields['industry']);
  DateTime? get joinedAt => instantOf(fields['joined_at']);
  String? get joinedBecause => textOf(fields['joined_because']);
  String? get joinedInto => textOf(fields['joined_into']);
  Joins? get joins => partOf(fields['joins'], Joins.new);
  DateTime? get lastContactedAt => instantOf(fields['last_contacted_at']);
  List<String> get leadIds => listOf(fields['lead_ids'], (each) => textOf(each)) ?? const [];
  String? get linkedTo => textOf(fields['linked_to']);
  String? get locale => textOf(fields['locale']);
  LoyaltyAccount get loyalty => partOf(fields['loyalty'], LoyaltyAccount.new) ?? LoyaltyAccount(const {});
  List<MarketingTouch> get marketingTouches => listOf(fields['marketing_touches'], (each) => partOf(each, MarketingTouch.new)) ?? const [];
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get name => textOf(fields['name']);
  List<OpenCall> get openCalls => listOf(fields['open_calls'], (each) => partOf(each, OpenCall.new)) ?? const [];
  List<String> get otherIdentityIds => listOf(fields['other_identity_ids'], (each) => textOf(each)) ?? const [];
  String? get ownerBy => textOf(fields['owner_by']);
  String? get ownerUid => textOf(fields['owner_uid']);
  String? get phone => textOf(fields['phone']);
  String? get postalCode => textOf(fields['postal_code']);
  List<String> get preferences => listOf(fields['preferences'], (each) => textOf(each)) ?? const [];
  String? get preferredChannel => textOf(fields['preferred_channel']);
  String? get province => textOf(fields['province']);
  List<String> get pushTokens => listOf(fields['push_tokens'], (each) => textOf(each)) ?? const [];
  Recommendations? get recommendations => partOf(fields['recommendations'], Recommendations.new);
  Referred? get referral => partOf(fields['referral'], Referred.new);
  String? get referralCode => textOf(fields['referral_code']);
  String? get referredBy => textOf(fields['referred_by']);
  List<String> get requirements => listOf(fields['requirements'], (each) => textOf(each)) ?? const [];
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  List<String> get search => listOf(fields['search'], (each) => textOf(each)) ?? const [];
  String? get segment => textOf(fields['segment']);
  List<String> get segmentIds => listOf(fields['segment_ids'], (each) => textOf(each)) ?? const [];
  List<String> get sharedIdentityIds => listOf(fields['shared_identity_ids'], (each) => textOf(each)) ?? const [];
  String? get skillLevel => textOf(fields['skill_level']);
  bool get smsOptIn => flagOf(fields['sms_opt_in']) ?? false;
  List<String> get snapshots => listOf(fields['snapshots'], (each) => textOf(each)) ?? const [];
  String? get sourceApp => textOf(fields['source_app']);
  String? get sourceMethod => textOf(fields['source_method']);
  Stats get stats => partOf(fields['stats'], Stats.new) ?? Stats(const {});
  Map<String, Suppressed> get suppressed => mapOf(fields['suppressed'], (each) => partOf(each, Suppressed.new)) ?? const {};
  List<String> get tags => listOf(fields['tags'], (each) => textOf(each)) ?? const [];
  CustomerTerritoryBy? get territoryBy => CustomerTerritoryBy.of(fields['territory_by']);
  String? get territoryId => textOf(fields['territory_id']);
  String? get timezone => textOf(fields['timezone']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
  bool get whatsappOptIn => flagOf(fields['whatsapp_opt_in']) ?? false;
  Map<String, DateTime> get windows => mapOf(fields['windows'], (each) => instantOf(each)) ?? const {};
}

/// See docs/contracts.md, Collections: the facts are fields of the document. Always written whole.
///
/// Stored as `orgs/{org}/orders/{id}`.
extension type const Order(Fields fields) {
  SalesChannel? get channel => SalesChannel.of(fields['channel']);
  DateTime? get countedAt => instantOf(fields['counted_at']);
  String? get countedFor => textOf(fields['counted_for']);
  String? get currency => textOf(fields['currency']);
  String? get customerId => textOf(fields['customer_id']);
  DateTime? get deliveredAt => instantOf(fields['delivered_at']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  List<OrderLine> get lines => listOf(fields['lines'], (each) => partOf(each, OrderLine.new)) ?? const [];
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  DateTime? get orderedAt => instantOf(fields['ordered_at']);
  String? get outletId => textOf(fields['outlet_id']);
  int? get pointsEarned => wholeOf(fields['points_earned']);
  RecordedState get recordedState => partOf(fields['recorded_state'], RecordedState.new) ?? RecordedState(const {});
  Redeemed? get redeemed => partOf(fields['redeemed'], Redeemed.new);
  int? get refundedMinor => wholeOf(fields['refunded_minor']);
  List<String> get requirements => listOf(fields['requirements'], (each) => textOf(each)) ?? const [];
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  OrderStatus get status => OrderStatus.of(fields['status']) ?? OrderStatus.unknown;
  int? get totalMinor => wholeOf(fields['total_minor']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  VisitType? get visitType => VisitType.of(fields['visit_type']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
  String? get wantedOn => textOf(fields['wanted_on']);
  List<Warned> get warnings => listOf(fields['warnings'], (each) => partOf(each, Warned.new)) ?? const [];
}

/// One movement of points or of the wallet. Only ever added; their sum is the customer's balance.
///
/// Stored as `orgs/{org}/loyalty_transactions/{id}`.
extension type const LoyaltyTransaction(Fields fields) {
  int? get amount => wholeOf(fields['amount']);
  DateTime? get at => instantOf(fields['at']);
  String? get cause => textOf(fields['cause']);
  String? get customerId => textOf(fields['customer_id']);
  LoyaltyTransactionKind get kind => LoyaltyTransactionKind.of(fields['kind']) ?? LoyaltyTransactionKind.unknown;
  LoyaltyTransactionUnit get unit => LoyaltyTransactionUnit.of(fields['unit']) ?? LoyaltyTransactionUnit.unknown;
}

/// See docs/contracts.md, Collections. `automation_id` names the rule where no person acted; `about` the document beside the customer that it acted for: `carts/ID`. `lead_id`: the lead that it was with, until whom became a customer it has no `customer_id`; `digest`: of a capture, a keyed hash of what came. `related_ids`: of what it is about elsewhere, such as `order_id`; `ticket_id`: in the business's own desk. `follow_up_on`, `follow_up_task_id`: what was promised for when, and the task that it left. Of a check-in `coordinates`, and `distance_m` from the location's pin; `is_far` where that is too much.
///
/// Stored as `orgs/{org}/interactions/{id}`.
extension type const Interaction(Fields fields) {
  String? get about => textOf(fields['about']);
  List<Object?> get attachments => listOf(fields['attachments'], (each) => each) ?? const [];
  String? get automationId => textOf(fields['automation_id']);
  String? get contactId => textOf(fields['contact_id']);
  Coordinates? get coordinates => partOf(fields['coordinates'], Coordinates.new);
  String? get customerId => textOf(fields['customer_id']);
  String? get digest => textOf(fields['digest']);
  int? get distanceM => wholeOf(fields['distance_m']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  int? get durationMinutes => wholeOf(fields['duration_minutes']);
  String? get followUpOn => textOf(fields['follow_up_on']);
  String? get followUpTaskId => textOf(fields['follow_up_task_id']);
  InteractionSource get interactionSource => InteractionSource.of(fields['interaction_source']) ?? InteractionSource.system;
  String? get interactionType => textOf(fields['interaction_type']);
  bool? get isFar => flagOf(fields['is_far']);
  String? get leadId => textOf(fields['lead_id']);
  String? get locationId => textOf(fields['location_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get nextAction => textOf(fields['next_action']);
  String? get nextActionOn => textOf(fields['next_action_on']);
  String? get notes => textOf(fields['notes']);
  String? get opportunityId => textOf(fields['opportunity_id']);
  String? get outcome => textOf(fields['outcome']);
  DateTime? get performedAt => instantOf(fields['performed_at']);
  String? get performedBy => textOf(fields['performed_by']);
  Map<String, String> get relatedIds => mapOf(fields['related_ids'], (each) => textOf(each)) ?? const {};
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  InteractionSentiment? get sentiment => InteractionSentiment.of(fields['sentiment']);
  String? get summary => textOf(fields['summary']);
  String? get ticketId => textOf(fields['ticket_id']);
  TransactionRef? get transaction => partOf(fields['transaction'], TransactionRef.new);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// See docs/contracts.md, Collections. `rule` is what caused it; `wake_at` is when the sweep looks at it again.
///
/// Stored as `orgs/{org}/messages/{id}`.
extension type const Message(Fields fields) {
  String? get about => textOf(fields['about']);
  List<Channel> get among => listOf(fields['among'], (each) => Channel.of(each)) ?? const [];
  MessageArm? get arm => MessageArm.of(fields['arm']);
  Attachment? get attachment => partOf(fields['attachment'], Attachment.new);
  int get attempts => wholeOf(fields['attempts']) ?? 0;
  String? get batchId => textOf(fields['batch_id']);
  String? get body => textOf(fields['body']);
  String? get byUid => textOf(fields['by_uid']);
  String? get campaignId => textOf(fields['campaign_id']);
  String? get cause => textOf(fields['cause']);
  Channel? get channel => Channel.of(fields['channel']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get customerId => textOf(fields['customer_id']);
  int get enqueuedCount => wholeOf(fields['enqueued_count']) ?? 1;
  DateTime? get expiresAt => instantOf(fields['expires_at']);
  String? get group => textOf(fields['group']);
  MessageHandoff? get handoff => MessageHandoff.of(fields['handoff']);
  List<Happening> get history => listOf(fields['history'], (each) => partOf(each, Happening.new)) ?? const [];
  MessageKpi? get kpi => MessageKpi.of(fields['kpi']);
  int? get kpiBase => wholeOf(fields['kpi_base']);
  int? get kpiGain => wholeOf(fields['kpi_gain']);
  String? get leaseId => textOf(fields['lease_id']);
  String? get locale => textOf(fields['locale']);
  String? get memberUid => textOf(fields['member_uid']);
  DateTime? get notBefore => instantOf(fields['not_before']);
  int? get priority => wholeOf(fields['priority']);
  String? get provider => textOf(fields['provider']);
  String? get providerMessageId => textOf(fields['provider_message_id']);
  MessagePurpose get purpose => MessagePurpose.of(fields['purpose']) ?? MessagePurpose.unknown;
  String? get reason => textOf(fields['reason']);
  CampaignResponse? get response => partOf(fields['response'], CampaignResponse.new);
  CampaignResult? get result => partOf(fields['result'], CampaignResult.new);
  List<String> get retiredIds => listOf(fields['retired_ids'], (each) => textOf(each)) ?? const [];
  String? get rule => textOf(fields['rule']);
  DateTime? get sendAt => instantOf(fields['send_at']);
  DateTime? get sentAt => instantOf(fields['sent_at']);
  List<Skipped> get skipped => listOf(fields['skipped'], (each) => partOf(each, Skipped.new)) ?? const [];
  MessageStatus get status => MessageStatus.of(fields['status']) ?? MessageStatus.unknown;
  String? get taskId => textOf(fields['task_id']);
  String? get template => textOf(fields['template']);
  String? get text => textOf(fields['text']);
  String? get tierBefore => textOf(fields['tier_before']);
  String? get to => textOf(fields['to']);
  List<Channel> get tried => listOf(fields['tried'], (each) => Channel.of(each)) ?? const [];
  Fields get variables => fieldsOf(fields['variables']) ?? const {};
  String? get variant => textOf(fields['variant']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// `conversations/{channel}:{hash}`, named by the best identity that was known when it began.
///
/// Stored as `orgs/{org}/conversations/{id}`.
extension type const Conversation(Fields fields) {
  String? get adId => textOf(fields['ad_id']);
  Map<String, String> get arms => mapOf(fields['arms'], (each) => textOf(each)) ?? const {};
  String? get asked => textOf(fields['asked']);
  String? get campaignCode => textOf(fields['campaign_code']);
  List<String> get carriedIds => listOf(fields['carried_ids'], (each) => textOf(each)) ?? const [];
  Channel get channel => Channel.of(fields['channel']) ?? Channel.unknown;
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get customerId => textOf(fields['customer_id']);
  int? get cycle => wholeOf(fields['cycle']);
  int? get escalations => wholeOf(fields['escalations']);
  Gathered? get gathered => partOf(fields['gathered'], Gathered.new);
  List<Handover> get handovers => listOf(fields['handovers'], (each) => partOf(each, Handover.new)) ?? const [];
  bool? get isEscalated => flagOf(fields['is_escalated']);
  List<String> get journeyMonths => listOf(fields['journey_months'], (each) => textOf(each)) ?? const [];
  Map<String, Journey> get journeys => mapOf(fields['journeys'], (each) => partOf(each, Journey.new)) ?? const {};
  String? get language => textOf(fields['language']);
  DateTime? get lastAnsweredAt => instantOf(fields['last_answered_at']);
  DateTime? get lastInboundAt => instantOf(fields['last_inbound_at']);
  DateTime? get lastMessageAt => instantOf(fields['last_message_at']);
  String? get lastText => textOf(fields['last_text']);
  Map<String, String> get leadIds => mapOf(fields['lead_ids'], (each) => textOf(each)) ?? const {};
  List<LeadDue> get leadsDue => listOf(fields['leads_due'], (each) => partOf(each, LeadDue.new)) ?? const [];
  String? get mergedInto => textOf(fields['merged_into']);
  int get messageCount => wholeOf(fields['message_count']) ?? 0;
  ModelUse? get modelUse => partOf(fields['model_use'], ModelUse.new);
  bool get needsHuman => flagOf(fields['needs_human']) ?? false;
  String? get owner => textOf(fields['owner']);
  String? get packageCode => textOf(fields['package_code']);
  ConversationPhase? get phase => ConversationPhase.of(fields['phase']);
  String? get provider => textOf(fields['provider']);
  int? get ratesCycle => wholeOf(fields['rates_cycle']);
  DateTime? get ratingDueAt => instantOf(fields['rating_due_at']);
  DateTime? get silentUntil => instantOf(fields['silent_until']);
  DateTime? get turnDueAt => instantOf(fields['turn_due_at']);
  int? get unknownCount => wholeOf(fields['unknown_count']);
  String? get unreadId => textOf(fields['unread_id']);
  List<Heard> get waiting => listOf(fields['waiting'], (each) => partOf(each, Heard.new)) ?? const [];
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// `conversations/{id}/messages/{hash}`; `provider_message_id` and `target_id` are as the provider gave them.
///
/// Stored as `orgs/{org}/conversations/{id}/messages/{id}`.
extension type const ConversationMessage(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  Channel get channel => Channel.of(fields['channel']) ?? Channel.unknown;
  String? get customerId => textOf(fields['customer_id']);
  DateTime? get editedAt => instantOf(fields['edited_at']);
  String? get editedText => textOf(fields['edited_text']);
  Fields get extra => fieldsOf(fields['extra']) ?? const {};
  MessageKind? get kind => MessageKind.of(fields['kind']);
  List<MediaRef> get media => listOf(fields['media'], (each) => partOf(each, MediaRef.new)) ?? const [];
  MessageOrigin? get origin => MessageOrigin.of(fields['origin']);
  String? get provider => textOf(fields['provider']);
  String? get providerMessageId => textOf(fields['provider_message_id']);
  DateTime? get receivedAt => instantOf(fields['received_at']);
  DateTime? get revokedAt => instantOf(fields['revoked_at']);
  String? get targetId => textOf(fields['target_id']);
  String? get text => textOf(fields['text']);
  ConversationMessageUnanswered? get unanswered => ConversationMessageUnanswered.of(fields['unanswered']);
}

/// `conversations/{id}/turns/{key}`, named by the last message of its burst; so is the answer's message.
///
/// Stored as `orgs/{org}/conversations/{id}/turns/{id}`.
extension type const AssistantTurn(Fields fields) {
  String? get adId => textOf(fields['ad_id']);
  num? get answeredInS => numberOf(fields['answered_in_s']);
  Map<String, String> get arms => mapOf(fields['arms'], (each) => textOf(each)) ?? const {};
  DateTime? get at => instantOf(fields['at']);
  String? get attachmentUrl => textOf(fields['attachment_url']);
  String? get campaignCode => textOf(fields['campaign_code']);
  List<String> get checks => listOf(fields['checks'], (each) => textOf(each)) ?? const [];
  num? get confidence => numberOf(fields['confidence']);
  int? get costMicros => wholeOf(fields['cost_micros']);
  String? get customerId => textOf(fields['customer_id']);
  int get cycle => wholeOf(fields['cycle']) ?? 1;
  String? get detail => textOf(fields['detail']);
  String? get handover => textOf(fields['handover']);
  bool? get isHighIntent => flagOf(fields['is_high_intent']);
  String? get language => textOf(fields['language']);
  List<String> get leftOut => listOf(fields['left_out'], (each) => textOf(each)) ?? const [];
  String? get messageId => textOf(fields['message_id']);
  List<Heard> get messages => listOf(fields['messages'], (each) => partOf(each, Heard.new)) ?? const [];
  String? get owner => textOf(fields['owner']);
  String? get packageCode => textOf(fields['package_code']);
  AssistantTurnPhaseAfter? get phaseAfter => AssistantTurnPhaseAfter.of(fields['phase_after']);
  AssistantTurnPhaseBefore? get phaseBefore => AssistantTurnPhaseBefore.of(fields['phase_before']);
  String? get promptVersion => textOf(fields['prompt_version']);
  String? get question => textOf(fields['question']);
  String? get responder => textOf(fields['responder']);
  String? get text => textOf(fields['text']);
  int? get tokensIn => wholeOf(fields['tokens_in']);
  int? get tokensOut => wholeOf(fields['tokens_out']);
  List<String> get triggers => listOf(fields['triggers'], (each) => textOf(each)) ?? const [];
  String? get unanswered => textOf(fields['unanswered']);
  List<String> get unknownCodes => listOf(fields['unknown_codes'], (each) => textOf(each)) ?? const [];
}

/// See docs/contracts.md, Collections. `updated_at`: when its newest state was made; `item_count`: its lines; `first_item`: the name of the first one.
///
/// Stored as `orgs/{org}/carts/{id}`.
extension type const Cart(Fields fields) {
  DateTime? get checkedOutAt => instantOf(fields['checked_out_at']);
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  String? get firstItem => textOf(fields['first_item']);
  int get itemCount => wholeOf(fields['item_count']) ?? 0;
  List<CartItem> get items => listOf(fields['items'], (each) => partOf(each, CartItem.new)) ?? const [];
  Edit? get lastChange => partOf(fields['last_change'], Edit.new);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  int get totalMinor => wholeOf(fields['total_minor']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// See docs/contracts.md, Collections. `product_ids` are those of its items, for queries. `product` and `price_minor`: the name and the price of what has become cheaper last, for messages.
///
/// Stored as `orgs/{org}/wishlists/{id}`.
extension type const Wishlist(Fields fields) {
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  List<WishlistItem> get items => listOf(fields['items'], (each) => partOf(each, WishlistItem.new)) ?? const [];
  Edit? get lastChange => partOf(fields['last_change'], Edit.new);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  int? get priceMinor => wholeOf(fields['price_minor']);
  String? get product => textOf(fields['product']);
  List<String> get productIds => listOf(fields['product_ids'], (each) => textOf(each)) ?? const [];
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// See docs/contracts.md, Collections. `waits_for`: its product, while it waits. `created_at`: since when it has waited; `notified_at`: when the product was back; `product`: its name then.
///
/// Stored as `orgs/{org}/stock_notices/{id}`.
extension type const StockNotice(Fields fields) {
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Edit? get lastChange => partOf(fields['last_change'], Edit.new);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  DateTime? get notifiedAt => instantOf(fields['notified_at']);
  String? get product => textOf(fields['product']);
  String? get productId => textOf(fields['product_id']);
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get waitsFor => textOf(fields['waits_for']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// Its id is the code. Of `percent`, `amount_minor` and `item` the one that its kind names is set. `cause`: which occurrence of which automation issued it, or which number of which batch. What one of an `offer` gives, its `offer_id` says (docs/offers.md), and no field here.
///
/// Stored as `orgs/{org}/coupons/{id}`.
extension type const Coupon(Fields fields) {
  int? get amountMinor => wholeOf(fields['amount_minor']);
  String? get automationId => textOf(fields['automation_id']);
  String? get batchId => textOf(fields['batch_id']);
  List<String> get categories => listOf(fields['categories'], (each) => textOf(each)) ?? const [];
  String? get cause => textOf(fields['cause']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get customerId => textOf(fields['customer_id']);
  String? get item => textOf(fields['item']);
  CouponKind get kind => CouponKind.of(fields['kind']) ?? CouponKind.percent;
  int? get maxDiscountMinor => wholeOf(fields['max_discount_minor']);
  int? get minimumMinor => wholeOf(fields['minimum_minor']);
  String? get name => textOf(fields['name']);
  String? get offerId => textOf(fields['offer_id']);
  String? get orderId => textOf(fields['order_id']);
  int? get percent => wholeOf(fields['percent']);
  List<String> get products => listOf(fields['products'], (each) => textOf(each)) ?? const [];
  DateTime? get redeemedAt => instantOf(fields['redeemed_at']);
  CouponStatus get status => CouponStatus.of(fields['status']) ?? CouponStatus.open;
  DateTime? get validFrom => instantOf(fields['valid_from']);
  DateTime? get validUntil => instantOf(fields['valid_until']);
}

/// `referrals/{friend}`: by the friend's id, so that a friend is brought once. `customer_id`: who brought them.
///
/// Stored as `orgs/{org}/referrals/{id}`.
extension type const Referral(Fields fields) {
  List<String> get campaigns => listOf(fields['campaigns'], (each) => textOf(each)) ?? const [];
  String? get code => textOf(fields['code']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  DateTime? get earnedAt => instantOf(fields['earned_at']);
  String? get friendId => textOf(fields['friend_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  DateTime? get namedAt => instantOf(fields['named_at']);
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  ReferralStatus get status => ReferralStatus.of(fields['status']) ?? ReferralStatus.pending;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// A note as it was written (S004-05); its words are never changed. `lead_id`: the lead that it is of.
///
/// Stored as `orgs/{org}/notes/{id}`.
extension type const Note(Fields fields) {
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get createdByUid => textOf(fields['created_by_uid']);
  String? get customerId => textOf(fields['customer_id']);
  String? get leadId => textOf(fields['lead_id']);
  String? get note => textOf(fields['note']);
}

/// A rating from 1 to 5 with a comment (S004-08). `task_id`: the task that a low one made.
///
/// Stored as `orgs/{org}/feedback/{id}`.
extension type const Feedback(Fields fields) {
  String? get comment => textOf(fields['comment']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get createdBy => textOf(fields['created_by']);
  String? get customerId => textOf(fields['customer_id']);
  String? get orderId => textOf(fields['order_id']);
  String? get outletId => textOf(fields['outlet_id']);
  int get rating => wholeOf(fields['rating']) ?? 0;
  String? get resolution => textOf(fields['resolution']);
  DateTime? get resolvedAt => instantOf(fields['resolved_at']);
  String? get resolvedBy => textOf(fields['resolved_by']);
  FeedbackStatus get status => FeedbackStatus.of(fields['status']) ?? FeedbackStatus.open;
  String? get taskId => textOf(fields['task_id']);
}

/// `customer_id`: the account on which its orders and messages hang. `exposure_minor`: what is open of its invoices.
///
/// Stored as `orgs/{org}/legal_entities/{id}`.
extension type const LegalEntity(Fields fields) {
  String? get billingAddress => textOf(fields['billing_address']);
  String? get billingEmail => textOf(fields['billing_email']);
  String? get businessLicense => textOf(fields['business_license']);
  int? get creditLimitMinor => wholeOf(fields['credit_limit_minor']);
  String? get customerId => textOf(fields['customer_id']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  int get exposureMinor => wholeOf(fields['exposure_minor']) ?? 0;
  String? get legalName => textOf(fields['legal_name']);
  int? get paymentTermDays => wholeOf(fields['payment_term_days']);
  String? get taxId => textOf(fields['tax_id']);
}

/// See docs/contracts.md, Collections. `total_locations` counts its active locations; no other field counts them. `is_strategic` to `relationships`: the plan of the account (plans.py).
///
/// Stored as `orgs/{org}/brands/{id}`.
extension type const Brand(Fields fields) {
  String? get brandName => textOf(fields['brand_name']);
  BrandBusinessScale? get businessScale => BrandBusinessScale.of(fields['business_scale']);
  List<Competitor> get competitors => listOf(fields['competitors'], (each) => partOf(each, Competitor.new)) ?? const [];
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  List<Goal> get goals => listOf(fields['goals'], (each) => partOf(each, Goal.new)) ?? const [];
  List<String> get growthOpportunities => listOf(fields['growth_opportunities'], (each) => textOf(each)) ?? const [];
  BrandHealth? get health => BrandHealth.of(fields['health']);
  String? get healthReason => textOf(fields['health_reason']);
  BrandIndustrySegment? get industrySegment => BrandIndustrySegment.of(fields['industry_segment']);
  bool? get isStrategic => flagOf(fields['is_strategic']);
  String? get legalEntityId => textOf(fields['legal_entity_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get picName => textOf(fields['pic_name']);
  BrandPicRole? get picRole => BrandPicRole.of(fields['pic_role']);
  List<Relationship> get relationships => listOf(fields['relationships'], (each) => partOf(each, Relationship.new)) ?? const [];
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  int get totalLocations => wholeOf(fields['total_locations']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// See docs/contracts.md, Collections. `counted_for`: the brand that counts it; `counted_kg`: what its account's `monthly_coffee_kg` has of it.
///
/// Stored as `orgs/{org}/locations/{id}`.
extension type const Location(Fields fields) {
  PlaceAddress? get address => partOf(fields['address'], PlaceAddress.new);
  String? get brandId => textOf(fields['brand_id']);
  String? get countedFor => textOf(fields['counted_for']);
  num get countedKg => numberOf(fields['counted_kg']) ?? 0;
  String? get customerId => textOf(fields['customer_id']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  Extension? get extension => partOf(fields['extension'], Extension.new);
  String? get geohash => textOf(fields['geohash']);
  String? get instagram => textOf(fields['instagram']);
  bool get isActive => flagOf(fields['is_active']) ?? true;
  String? get locationName => textOf(fields['location_name']);
  String? get notes => textOf(fields['notes']);
  String? get phone => textOf(fields['phone']);
  List<Photo> get photos => listOf(fields['photos'], (each) => partOf(each, Photo.new)) ?? const [];
  String? get picName => textOf(fields['pic_name']);
  LocationPicRole? get picRole => LocationPicRole.of(fields['pic_role']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  bool get verified => flagOf(fields['verified']) ?? false;
}

/// See docs/contracts.md, Collections. `customer_id`: the account; `person_id`: the customer who the person is, whose consents and addresses their messages keep to. `is_primary` follows from the account's `pic_contact_id`. `last_contact_at`: the latest interaction that names the contact.
///
/// Stored as `orgs/{org}/contacts/{id}`.
extension type const Contact(Fields fields) {
  String? get birthday => textOf(fields['birthday']);
  CommunicationPreferences? get communicationPreferences => partOf(fields['communication_preferences'], CommunicationPreferences.new);
  String? get customerId => textOf(fields['customer_id']);
  String? get department => textOf(fields['department']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  String? get email => textOf(fields['email']);
  ContactInfluenceLevel? get influenceLevel => ContactInfluenceLevel.of(fields['influence_level']);
  bool get isDecisionMaker => flagOf(fields['is_decision_maker']) ?? false;
  bool get isPrimary => flagOf(fields['is_primary']) ?? false;
  DateTime? get lastContactAt => instantOf(fields['last_contact_at']);
  String? get name => textOf(fields['name']);
  String? get notes => textOf(fields['notes']);
  String? get personId => textOf(fields['person_id']);
  String? get phone => textOf(fields['phone']);
  String? get position => textOf(fields['position']);
  ContactPreferredContactMethod? get preferredContactMethod => ContactPreferredContactMethod.of(fields['preferred_contact_method']);
  List<String> get tags => listOf(fields['tags'], (each) => textOf(each)) ?? const [];
  DateTime? get updatedAt => instantOf(fields['updated_at']);
}

/// See docs/contracts.md, Collections. Days are the business's own.
///
/// Stored as `orgs/{org}/contracts/{id}`.
extension type const Contract(Fields fields) {
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  String? get endsOn => textOf(fields['ends_on']);
  bool get isCancelled => flagOf(fields['is_cancelled']) ?? false;
  String? get legalEntityId => textOf(fields['legal_entity_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  List<ContractPrice> get prices => listOf(fields['prices'], (each) => partOf(each, ContractPrice.new)) ?? const [];
  ContractRenewal get renewal => ContractRenewal.of(fields['renewal']) ?? ContractRenewal.byAgreement;
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  String? get startsOn => textOf(fields['starts_on']);
  String? get title => textOf(fields['title']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// `status` is the server's own: what is paid tells it. `counted_minor`: what of it is in the exposure of its legal entity. `paid_at`: when the payment that settled it was made. `booking_ids`: the bookings that it has confirmed.
///
/// Stored as `orgs/{org}/invoices/{id}`.
extension type const Invoice(Fields fields) {
  List<String> get bookingIds => listOf(fields['booking_ids'], (each) => textOf(each)) ?? const [];
  int get countedMinor => wholeOf(fields['counted_minor']) ?? 0;
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  String? get dueOn => textOf(fields['due_on']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  bool get isCancelled => flagOf(fields['is_cancelled']) ?? false;
  String? get issuedOn => textOf(fields['issued_on']);
  String? get legalEntityId => textOf(fields['legal_entity_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get number => textOf(fields['number']);
  int get openMinor => wholeOf(fields['open_minor']) ?? 0;
  DateTime? get paidAt => instantOf(fields['paid_at']);
  int get paidMinor => wholeOf(fields['paid_minor']) ?? 0;
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  InvoiceStatus get status => InvoiceStatus.of(fields['status']) ?? InvoiceStatus.open;
  int get totalMinor => wholeOf(fields['total_minor']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// See docs/contracts.md, Collections. The customer's `customer_group`, segment and territory are the deal's. A deal is read by `owner_uid`, `team_uids` and those of its territory. `status`: what its stage means to figures, of which `probability` is the stage's too; it may stand there until `sla_due_at`. `counted`: what its account's figures have of it. `win_probability`: in percent, as closed deals tell it, with the reasons; a closed deal keeps what was told of it last. `win_counted`: what the model has of it.
///
/// Stored as `orgs/{org}/opportunities/{id}`.
extension type const Opportunity(Fields fields) {
  String? get brandId => textOf(fields['brand_id']);
  String? get closeReason => textOf(fields['close_reason']);
  DateTime? get closedAt => instantOf(fields['closed_at']);
  List<String> get competitors => listOf(fields['competitors'], (each) => textOf(each)) ?? const [];
  String? get contractTerm => textOf(fields['contract_term']);
  DealShare? get counted => partOf(fields['counted'], DealShare.new);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get currency => textOf(fields['currency']);
  String? get customerGroup => textOf(fields['customer_group']);
  String? get customerId => textOf(fields['customer_id']);
  OpportunityDealLevel? get dealLevel => OpportunityDealLevel.of(fields['deal_level']);
  String? get decisionMaker => textOf(fields['decision_maker']);
  String? get description => textOf(fields['description']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  int? get estimatedValueMinor => wholeOf(fields['estimated_value_minor']);
  String? get expectedCloseOn => textOf(fields['expected_close_on']);
  OpportunityForecastCategory? get forecastCategory => OpportunityForecastCategory.of(fields['forecast_category']);
  String? get industrySegment => textOf(fields['industry_segment']);
  DateTime? get lastActivityAt => instantOf(fields['last_activity_at']);
  String? get locationId => textOf(fields['location_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get nextAction => textOf(fields['next_action']);
  String? get nextActionOn => textOf(fields['next_action_on']);
  String? get ownerUid => textOf(fields['owner_uid']);
  String? get pipeline => textOf(fields['pipeline']);
  String? get primaryContactId => textOf(fields['primary_contact_id']);
  int? get probability => wholeOf(fields['probability']);
  List<OpportunityProductDimensions> get productDimensions => listOf(fields['product_dimensions'], (each) => OpportunityProductDimensions.of(each)) ?? const [];
  List<String> get productIds => listOf(fields['product_ids'], (each) => textOf(each)) ?? const [];
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  List<DateTime> get slaBreaches => listOf(fields['sla_breaches'], (each) => instantOf(each)) ?? const [];
  DateTime? get slaDueAt => instantOf(fields['sla_due_at']);
  String? get slaRequirement => textOf(fields['sla_requirement']);
  String? get sourceApp => textOf(fields['source_app']);
  String? get sourceMethod => textOf(fields['source_method']);
  String? get stage => textOf(fields['stage']);
  DateTime? get stageEnteredAt => instantOf(fields['stage_entered_at']);
  List<StageMove> get stageHistory => listOf(fields['stage_history'], (each) => partOf(each, StageMove.new)) ?? const [];
  OpportunityStatus get status => OpportunityStatus.of(fields['status']) ?? OpportunityStatus.open;
  List<String> get teamUids => listOf(fields['team_uids'], (each) => textOf(each)) ?? const [];
  String? get territoryId => textOf(fields['territory_id']);
  String? get title => textOf(fields['title']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
  WinShare? get winCounted => partOf(fields['win_counted'], WinShare.new);
  int? get winProbability => wholeOf(fields['win_probability']);
  List<WinReason> get winReasons => listOf(fields['win_reasons'], (each) => partOf(each, WinReason.new)) ?? const [];
}

/// `leads/{id}`. `lead_id` is its own id: all that hangs on a lead is found by one field (docs/privacy.md). `identity_ids`: the identities that lead to it, of which it shares none with another lead or a customer.
///
/// Stored as `orgs/{org}/leads/{id}`.
extension type const Lead(Fields fields) {
  num? get aiConfidence => numberOf(fields['ai_confidence']);
  String? get assignedUid => textOf(fields['assigned_uid']);
  String? get campaignId => textOf(fields['campaign_id']);
  String? get closeReason => textOf(fields['close_reason']);
  DateTime? get closedAt => instantOf(fields['closed_at']);
  LeadCompany get company => partOf(fields['company'], LeadCompany.new) ?? LeadCompany(const {});
  Map<String, Map<String, Consent>> get consents => mapOf(fields['consents'], (each) => mapOf(each, (each) => partOf(each, Consent.new))) ?? const {};
  LeadContact get contact => partOf(fields['contact'], LeadContact.new) ?? LeadContact(const {});
  String? get conversationId => textOf(fields['conversation_id']);
  int? get conversionProbability => wholeOf(fields['conversion_probability']);
  DateTime? get convertedAt => instantOf(fields['converted_at']);
  String? get convertedBecause => textOf(fields['converted_because']);
  String? get convertedBy => textOf(fields['converted_by']);
  String? get convertedTo => textOf(fields['converted_to']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get createdBy => textOf(fields['created_by']);
  String? get currency => textOf(fields['currency']);
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  int? get estimatedValueMinor => wholeOf(fields['estimated_value_minor']);
  List<String> get identityIds => listOf(fields['identity_ids'], (each) => textOf(each)) ?? const [];
  List<String> get interestProductIds => listOf(fields['interest_product_ids'], (each) => textOf(each)) ?? const [];
  bool get isQualified => flagOf(fields['is_qualified']) ?? false;
  DateTime? get lastContactAt => instantOf(fields['last_contact_at']);
  String? get leadId => textOf(fields['lead_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get nurturingStage => textOf(fields['nurturing_stage']);
  String? get opportunityId => textOf(fields['opportunity_id']);
  int get posts => wholeOf(fields['posts']) ?? 0;
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  int get score => wholeOf(fields['score']) ?? 0;
  List<LeadReason> get scoreReasons => listOf(fields['score_reasons'], (each) => partOf(each, LeadReason.new)) ?? const [];
  String? get source => textOf(fields['source']);
  String? get sourceApp => textOf(fields['source_app']);
  String? get sourceMethod => textOf(fields['source_method']);
  DateTime? get stageEnteredAt => instantOf(fields['stage_entered_at']);
  LeadStatus get status => LeadStatus.of(fields['status']) ?? LeadStatus.open;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// See docs/contracts.md, Collections. `root_id`: its first version. `highest_discount_percent`: the most that a line gives off its price, its own and the whole quote's discount together. `author_uids`: who wrote or submitted it; none of them decides on it. `net_minor`: after all discounts, before taxes that are added. `answer_reason`: what the customer said. `accept_url`: the customer's link. `wanted_on`: the day by which it is wished; `requirements`: what the account requires; `warnings`: what there is not, and by how much a credit limit is passed.
///
/// Stored as `orgs/{org}/quotes/{id}`.
extension type const Quote(Fields fields) {
  String? get acceptUrl => textOf(fields['accept_url']);
  String? get answerReason => textOf(fields['answer_reason']);
  DateTime? get answeredAt => instantOf(fields['answered_at']);
  DateTime? get approvedAt => instantOf(fields['approved_at']);
  String? get approvedBy => textOf(fields['approved_by']);
  List<String> get authorUids => listOf(fields['author_uids'], (each) => textOf(each)) ?? const [];
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get currency => textOf(fields['currency']);
  String? get customerId => textOf(fields['customer_id']);
  int get discountMinor => wholeOf(fields['discount_minor']) ?? 0;
  num get discountPercent => numberOf(fields['discount_percent']) ?? 0;
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  QuoteEndedBy? get endedBy => QuoteEndedBy.of(fields['ended_by']);
  int get grossMinor => wholeOf(fields['gross_minor']) ?? 0;
  num get highestDiscountPercent => numberOf(fields['highest_discount_percent']) ?? 0;
  List<QuoteStep> get history => listOf(fields['history'], (each) => partOf(each, QuoteStep.new)) ?? const [];
  String? get legalEntityId => textOf(fields['legal_entity_id']);
  List<QuoteLine> get lines => listOf(fields['lines'], (each) => partOf(each, QuoteLine.new)) ?? const [];
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  int get netMinor => wholeOf(fields['net_minor']) ?? 0;
  String? get note => textOf(fields['note']);
  String? get opportunityId => textOf(fields['opportunity_id']);
  String? get orderId => textOf(fields['order_id']);
  DateTime? get refusedAt => instantOf(fields['refused_at']);
  List<String> get requirements => listOf(fields['requirements'], (each) => textOf(each)) ?? const [];
  String? get rootId => textOf(fields['root_id']);
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  DateTime? get sentAt => instantOf(fields['sent_at']);
  QuoteStatus get status => QuoteStatus.of(fields['status']) ?? QuoteStatus.draft;
  DateTime? get submittedAt => instantOf(fields['submitted_at']);
  String? get submittedBy => textOf(fields['submitted_by']);
  List<TaxLine> get taxes => listOf(fields['taxes'], (each) => partOf(each, TaxLine.new)) ?? const [];
  int get totalMinor => wholeOf(fields['total_minor']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get validUntil => instantOf(fields['valid_until']);
  int get version => wholeOf(fields['version']) ?? 1;
  DateTime? get wakeAt => instantOf(fields['wake_at']);
  String? get wantedOn => textOf(fields['wanted_on']);
  List<Warned> get warnings => listOf(fields['warnings'], (each) => partOf(each, Warned.new)) ?? const [];
}

/// `bookings/{id}`: so many seats of a package for a customer. `price_minor`: of one seat when they were reserved, `total_minor` of all. `reserved` until `expires_at`, then `expired` unless it was `confirmed` (paid). `invoice_id`, `payment_reference`: what it was confirmed by. `wake_at`: when it expires.
///
/// Stored as `orgs/{org}/bookings/{id}`.
extension type const Booking(Fields fields) {
  String? get conversationId => textOf(fields['conversation_id']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get currency => textOf(fields['currency']);
  String? get customerId => textOf(fields['customer_id']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  DateTime? get expiresAt => instantOf(fields['expires_at']);
  List<BookingStep> get history => listOf(fields['history'], (each) => partOf(each, BookingStep.new)) ?? const [];
  String? get invoiceId => textOf(fields['invoice_id']);
  String? get name => textOf(fields['name']);
  String? get packageCode => textOf(fields['package_code']);
  String? get packageId => textOf(fields['package_id']);
  String? get paymentReference => textOf(fields['payment_reference']);
  String? get phone => textOf(fields['phone']);
  int get priceMinor => wholeOf(fields['price_minor']) ?? 0;
  String? get reason => textOf(fields['reason']);
  int? get seats => wholeOf(fields['seats']);
  BookingStatus get status => BookingStatus.of(fields['status']) ?? BookingStatus.unknown;
  int get totalMinor => wholeOf(fields['total_minor']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// `pilgrims/{booking}`: whom a booking is for, as far as the chat told it; `preliminary` until it is confirmed.
///
/// Stored as `orgs/{org}/pilgrims/{id}`.
extension type const Pilgrim(Fields fields) {
  String? get bookingId => textOf(fields['booking_id']);
  String? get conversationId => textOf(fields['conversation_id']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get customerId => textOf(fields['customer_id']);
  String? get name => textOf(fields['name']);
  String? get packageId => textOf(fields['package_id']);
  String? get phone => textOf(fields['phone']);
  int get seats => wholeOf(fields['seats']) ?? 0;
  PilgrimStatus get status => PilgrimStatus.of(fields['status']) ?? PilgrimStatus.preliminary;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
}

/// `package_seats/{package}`: how many seats are reserved and how many confirmed. Each commit that moves a booking's seats writes it, so that two at once meet here. The quota is the package's own.
///
/// Stored as `orgs/{org}/package_seats/{id}`.
extension type const PackageSeats(Fields fields) {
  int get confirmed => wholeOf(fields['confirmed']) ?? 0;
  int get reserved => wholeOf(fields['reserved']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
}

/// See docs/contracts.md, Collections. It is about no customer. `season_months`: when it is sold, all year without; `capacity_per_day`: how many can be made in a day; `is_made_to_order`: it needs no stock, and `lead_time_days`. One that is not `is_active` is not sold any more.
///
/// Stored as `orgs/{org}/products/{id}`.
extension type const Product(Fields fields) {
  List<String> get allergens => listOf(fields['allergens'], (each) => textOf(each)) ?? const [];
  int? get capacityPerDay => wholeOf(fields['capacity_per_day']);
  String? get category => textOf(fields['category']);
  String? get customerId => textOf(fields['customer_id']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  bool? get isActive => flagOf(fields['is_active']);
  bool? get isConsumable => flagOf(fields['is_consumable']);
  bool? get isMadeToOrder => flagOf(fields['is_made_to_order']);
  int? get leadTimeDays => wholeOf(fields['lead_time_days']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get name => textOf(fields['name']);
  Pack? get pack => partOf(fields['pack'], Pack.new);
  int? get priceMinor => wholeOf(fields['price_minor']);
  int? get restockThreshold => wholeOf(fields['restock_threshold']);
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  List<int> get seasonMonths => listOf(fields['season_months'], (each) => wholeOf(each)) ?? const [];
  int? get shelfLifeDays => wholeOf(fields['shelf_life_days']);
  int? get stock => wholeOf(fields['stock']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// `product_costs/{product}`: what one costs the business, apart from what all of its staff read.
///
/// Stored as `orgs/{org}/product_costs/{id}`.
extension type const ProductCost(Fields fields) {
  int? get costMinor => wholeOf(fields['cost_minor']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
}

/// A shop of the business, by the id that its tills send as `outlet_id`. `manager_uid`: the member who leads it; `is_closed`: for good. Everyone who has signed in reads it, so nothing that only staff may know belongs here.
///
/// Stored as `orgs/{org}/outlets/{id}`.
extension type const Outlet(Fields fields) {
  String? get address => textOf(fields['address']);
  String? get city => textOf(fields['city']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  List<OpenHours> get hours => listOf(fields['hours'], (each) => partOf(each, OpenHours.new)) ?? const [];
  bool get isClosed => flagOf(fields['is_closed']) ?? false;
  String? get managerUid => textOf(fields['manager_uid']);
  String? get name => textOf(fields['name']);
  String? get phone => textOf(fields['phone']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
}

/// See docs/contracts.md, Collections. `cause` and `automation_id`: why there is one; `done_at`, `done_by` and `outcome`: what became of it; `cancelled_because`: why nothing has to be done any more. `also_offer`: what goes with what the customer bought.
///
/// Stored as `orgs/{org}/tasks/{id}`.
extension type const Task(Fields fields) {
  String? get alsoOffer => textOf(fields['also_offer']);
  DateTime? get assignedAt => instantOf(fields['assigned_at']);
  String? get assignedBecause => textOf(fields['assigned_because']);
  String? get assigneeUid => textOf(fields['assignee_uid']);
  int get attempts => wholeOf(fields['attempts']) ?? 0;
  String? get automationId => textOf(fields['automation_id']);
  DateTime? get callAt => instantOf(fields['call_at']);
  String? get campaignId => textOf(fields['campaign_id']);
  String? get cancelledBecause => textOf(fields['cancelled_because']);
  String? get cause => textOf(fields['cause']);
  String? get conversationId => textOf(fields['conversation_id']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get createdBy => textOf(fields['created_by']);
  String? get customerId => textOf(fields['customer_id']);
  String? get customerName => textOf(fields['customer_name']);
  String? get customerPhone => textOf(fields['customer_phone']);
  DateTime? get doneAt => instantOf(fields['done_at']);
  String? get doneBy => textOf(fields['done_by']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  String? get dueOn => textOf(fields['due_on']);
  bool? get isPooled => flagOf(fields['is_pooled']);
  String? get leadId => textOf(fields['lead_id']);
  String? get locationId => textOf(fields['location_id']);
  List<String> get met => listOf(fields['met'], (each) => textOf(each)) ?? const [];
  String? get opportunityId => textOf(fields['opportunity_id']);
  TaskOutcome? get outcome => TaskOutcome.of(fields['outcome']);
  String? get pooledOn => textOf(fields['pooled_on']);
  String? get previousTaskId => textOf(fields['previous_task_id']);
  TaskPriority get priority => TaskPriority.of(fields['priority']) ?? TaskPriority.normal;
  String? get reason => textOf(fields['reason']);
  Map<String, Run> get runs => mapOf(fields['runs'], (each) => partOf(each, Run.new)) ?? const {};
  String? get script => textOf(fields['script']);
  TaskStatus get status => TaskStatus.of(fields['status']) ?? TaskStatus.open;
  List<String> get suggestedProductIds => listOf(fields['suggested_product_ids'], (each) => textOf(each)) ?? const [];
  String? get takenFromUid => textOf(fields['taken_from_uid']);
  String? get taskType => textOf(fields['task_type']);
  String? get temperature => textOf(fields['temperature']);
  String? get waitsBecause => textOf(fields['waits_because']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
  Wanted? get wanted => partOf(fields['wanted'], Wanted.new);
  int get worth => wholeOf(fields['worth']) ?? 0;
  List<String> get worthReasons => listOf(fields['worth_reasons'], (each) => textOf(each)) ?? const [];
}

/// `insights/agent_day:{uid}`. `calls`: the first 100 by worth; `counts` are of all.
///
/// Stored as `orgs/{org}/insights/{id}`.
extension type const AgentDay(Fields fields) {
  String? get assigneeUid => textOf(fields['assignee_uid']);
  List<Call> get calls => listOf(fields['calls'], (each) => partOf(each, Call.new)) ?? const [];
  Counts get counts => partOf(fields['counts'], Counts.new) ?? Counts(const {});
  String? get date => textOf(fields['date']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// `insights/pipeline:{uid}`, of deals without an owner `insights/pipeline:`. `counts`: what the deals count for (deal_counts.py), of which all figures follow, by `basis`; `figures`: those of the month of `as_of` and of later ones, `{month}:...`, as of then.
///
/// Stored as `orgs/{org}/insights/pipeline:{id}`.
extension type const PipelinePage(Fields fields) {
  DateTime? get asOf => instantOf(fields['as_of']);
  String? get assigneeUid => textOf(fields['assignee_uid']);
  String? get basis => textOf(fields['basis']);
  Map<String, int> get counts => mapOf(fields['counts'], (each) => wholeOf(each)) ?? const {};
  Map<String, Figure> get figures => mapOf(fields['figures'], (each) => partOf(each, Figure.new)) ?? const {};
  String? get holds => textOf(fields['holds']);
  String? get page => textOf(fields['page']);
}

/// `insights/forecast:{YYYY-MM}`. `at_start`: by scope, what the month was said to bring as of `at_start_at`; that is said once.
///
/// Stored as `orgs/{org}/insights/forecast:{id}`.
extension type const ForecastPage(Fields fields) {
  DateTime? get asOf => instantOf(fields['as_of']);
  Map<String, Map<String, int>> get atStart => mapOf(fields['at_start'], (each) => mapOf(each, (each) => wholeOf(each))) ?? const {};
  DateTime? get atStartAt => instantOf(fields['at_start_at']);
  Map<String, DateTime> get due => mapOf(fields['due'], (each) => instantOf(each)) ?? const {};
  Map<String, Figure> get figures => mapOf(fields['figures'], (each) => partOf(each, Figure.new)) ?? const {};
  String? get holds => textOf(fields['holds']);
  String? get month => textOf(fields['month']);
  int get ownersLeftOut => wholeOf(fields['owners_left_out']) ?? 0;
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// `insights/sales:{YYYY-MM}`. `activities`: how many interactions each member had in the month, as counted at `activities_at`: a look at the forecast makes this page too, without a count.
///
/// Stored as `orgs/{org}/insights/sales:{id}`.
extension type const SalesPage(Fields fields) {
  Map<String, int> get activities => mapOf(fields['activities'], (each) => wholeOf(each)) ?? const {};
  DateTime? get activitiesAt => instantOf(fields['activities_at']);
  DateTime? get asOf => instantOf(fields['as_of']);
  Map<String, Figure> get figures => mapOf(fields['figures'], (each) => partOf(each, Figure.new)) ?? const {};
  String? get holds => textOf(fields['holds']);
  String? get month => textOf(fields['month']);
  int get ownersLeftOut => wholeOf(fields['owners_left_out']) ?? 0;
}

/// `insights/business:{YYYY-MM}`. `figures`: `all:{name}` of all customers, `segment:{segment}:{name}` of those of a segment, `saved:{id}:{name}` of those in a saved one (docs/insights.md has a definition of each). They are of `since` until `until`, which is the month's end once it `is_over`. `products_left_out`: how many products have a cost that no figure knows of. `as_of`: when they were counted.
///
/// Stored as `orgs/{org}/insights/business:{id}`.
extension type const BusinessPage(Fields fields) {
  DateTime? get asOf => instantOf(fields['as_of']);
  Map<String, Figure> get figures => mapOf(fields['figures'], (each) => partOf(each, Figure.new)) ?? const {};
  String? get holds => textOf(fields['holds']);
  bool get isOver => flagOf(fields['is_over']) ?? false;
  String? get month => textOf(fields['month']);
  int get productsLeftOut => wholeOf(fields['products_left_out']) ?? 0;
  DateTime? get since => instantOf(fields['since']);
  DateTime? get until => instantOf(fields['until']);
}

/// `insights/affinity`: the pairs (`of` categories or products) that go together in the `baskets` that were bought from `since` until `counted_at`; at most 200, those with the largest lift. `more_pairs`: how many more there are; `more_names`: how many names are bought often enough and were not among the 200 whose pairs were counted. `dismissed`: the ids of pairs that are not proposed again.
///
/// Stored as `orgs/{org}/insights/affinity`.
extension type const AffinityTable(Fields fields) {
  int get baskets => wholeOf(fields['baskets']) ?? 0;
  DateTime? get countedAt => instantOf(fields['counted_at']);
  List<String> get dismissed => listOf(fields['dismissed'], (each) => textOf(each)) ?? const [];
  String? get holds => textOf(fields['holds']);
  int get moreNames => wholeOf(fields['more_names']) ?? 0;
  int get morePairs => wholeOf(fields['more_pairs']) ?? 0;
  AffinityTableOf get of => AffinityTableOf.of(fields['of']) ?? AffinityTableOf.category;
  List<Pair> get pairs => listOf(fields['pairs'], (each) => partOf(each, Pair.new)) ?? const [];
  DateTime? get since => instantOf(fields['since']);
}

/// `marketing/dashboard`: how many chats stand where, as of `counted_at`. Whom they are with is in none of it.
///
/// Stored as `orgs/{org}/marketing/{id}`.
extension type const MarketingDashboard(Fields fields) {
  int get activeConversations => wholeOf(fields['active_conversations']) ?? 0;
  DateTime? get countedAt => instantOf(fields['counted_at']);
  int get escalatedConversations => wholeOf(fields['escalated_conversations']) ?? 0;
  int get pendingCount => wholeOf(fields['pending_count']) ?? 0;
  Map<String, int> get phaseDistribution => mapOf(fields['phase_distribution'], (each) => wholeOf(each)) ?? const {};
}

/// `marketing/analytics:{period}`: the period's journeys in figures, as of `as_of`; `counted_at`: when they were counted. `shares`: what the next period is compared with.
///
/// Stored as `orgs/{org}/marketing/analytics:{id}`.
extension type const MarketingAnalytics(Fields fields) {
  AiPerformance get aiPerformance => partOf(fields['ai_performance'], AiPerformance.new) ?? AiPerformance(const {});
  DateTime? get asOf => instantOf(fields['as_of']);
  List<CampaignRow> get campaignPerformance => listOf(fields['campaign_performance'], (each) => partOf(each, CampaignRow.new)) ?? const [];
  List<CommonQuestion> get commonQuestions => listOf(fields['common_questions'], (each) => partOf(each, CommonQuestion.new)) ?? const [];
  ConversionMetrics get conversionMetrics => partOf(fields['conversion_metrics'], ConversionMetrics.new) ?? ConversionMetrics(const {});
  DateTime? get countedAt => instantOf(fields['counted_at']);
  DropOff get dropOffAnalysis => partOf(fields['drop_off_analysis'], DropOff.new) ?? DropOff(const {});
  List<ArmRow> get experiments => listOf(fields['experiments'], (each) => partOf(each, ArmRow.new)) ?? const [];
  int get otherCodes => wholeOf(fields['other_codes']) ?? 0;
  String? get period => textOf(fields['period']);
  int get questionsLeftOut => wholeOf(fields['questions_left_out']) ?? 0;
  Roi get roi => partOf(fields['roi'], Roi.new) ?? Roi(const {});
  Map<String, num> get shares => mapOf(fields['shares'], (each) => numberOf(each)) ?? const {};
  DateTime? get since => instantOf(fields['since']);
  SuccessMetrics get successMetrics => partOf(fields['success_metrics'], SuccessMetrics.new) ?? SuccessMetrics(const {});
  DateTime? get until => instantOf(fields['until']);
  int get withoutCode => wholeOf(fields['without_code']) ?? 0;
}

/// `ad_clicks/{month}:{campaign code}`: by day what was posted last.
///
/// Stored as `orgs/{org}/ad_clicks/{id}`.
extension type const AdClicks(Fields fields) {
  String? get campaignCode => textOf(fields['campaign_code']);
  Map<String, DayOfClicks> get days => mapOf(fields['days'], (each) => partOf(each, DayOfClicks.new)) ?? const {};
  String? get month => textOf(fields['month']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
}

/// A command. The client writes the first five fields once, the server the others; without a status it is pending. `created_at` is null on the phone until the server has the command.
///
/// Stored as `orgs/{org}/commands/{id}`.
extension type const Command(Fields fields) {
  String? get byUid => textOf(fields['by_uid']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  Fields get data => fieldsOf(fields['data']) ?? const {};
  DateTime? get expiresAt => instantOf(fields['expires_at']);
  CommandKind get kind => CommandKind.of(fields['kind']) ?? CommandKind.unknown;
  DateTime? get madeAt => instantOf(fields['made_at']);
  List<Problem> get problems => listOf(fields['problems'], (each) => partOf(each, Problem.new)) ?? const [];
  Fields? get result => fieldsOf(fields['result']);
  DateTime? get settledAt => instantOf(fields['settled_at']);
  CommandStatus get status => CommandStatus.of(fields['status']) ?? CommandStatus.pending;
}

/// `recommendations/{customer}:{rule}-{digest of the order}`: by which rule and after which order it was `made`; `met` by which order, the first one in time. A rule's success is a count of those that are `met`.
///
/// Stored as `orgs/{org}/recommendations/{id}`.
extension type const Recommendation(Fields fields) {
  String? get customerId => textOf(fields['customer_id']);
  DateTime? get madeAt => instantOf(fields['made_at']);
  DateTime? get metAt => instantOf(fields['met_at']);
  String? get metOrderId => textOf(fields['met_order_id']);
  String? get orderId => textOf(fields['order_id']);
  String? get ruleId => textOf(fields['rule_id']);
  RecommendationStatus get status => RecommendationStatus.of(fields['status']) ?? RecommendationStatus.made;
}

/// `who` did `what` to the document `of` (`members/ID`). `before` and `after`: the fields that changed; of a personal one that it changed alone (`"(changed)"`), so that an erasure changes the id in it alone. `answer`: what the staff API answered.
///
/// Stored as `orgs/{org}/audit/{id}`.
extension type const AuditEntry(Fields fields) {
  Fields get after => fieldsOf(fields['after']) ?? const {};
  Fields? get answer => fieldsOf(fields['answer']);
  DateTime? get at => instantOf(fields['at']);
  Fields get before => fieldsOf(fields['before']) ?? const {};
  AuditEntryBy get by => AuditEntryBy.of(fields['by']) ?? AuditEntryBy.command;
  String? get of => textOf(fields['of']);
  String? get what => textOf(fields['what']);
  String? get who => textOf(fields['who']);
}

/// A member of staff, by their Firebase uid. One without a role may give no command, and gets no message.
///
/// Stored as `orgs/{org}/members/{id}`.
extension type const Member(Fields fields) {
  String? get absentFrom => textOf(fields['absent_from']);
  String? get absentUntil => textOf(fields['absent_until']);
  MemberAppType? get appType => MemberAppType.of(fields['app_type']);
  int? get dailyCapacity => wholeOf(fields['daily_capacity']);
  List<PushDevice> get devices => listOf(fields['devices'], (each) => partOf(each, PushDevice.new)) ?? const [];
  List<String> get districts => listOf(fields['districts'], (each) => textOf(each)) ?? const [];
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  String? get email => textOf(fields['email']);
  bool get hasApp => flagOf(fields['has_app']) ?? false;
  bool get isSenior => flagOf(fields['is_senior']) ?? false;
  String? get locale => textOf(fields['locale']);
  String? get managerUid => textOf(fields['manager_uid']);
  String? get name => textOf(fields['name']);
  String? get phone => textOf(fields['phone']);
  List<String> get pushTokens => listOf(fields['push_tokens'], (each) => textOf(each)) ?? const [];
  List<Role> get roles => listOf(fields['roles'], (each) => Role.of(each)) ?? const [];
  List<String> get territoryIds => listOf(fields['territory_ids'], (each) => textOf(each)) ?? const [];
  String? get timezone => textOf(fields['timezone']);
  OwnHours? get workingHours => partOf(fields['working_hours'], OwnHours.new);
}

/// A message's text by language. `resend`: whether it may go out again when it is unknown whether it did.
///
/// Stored as `orgs/{org}/templates/{id}`.
extension type const Template(Fields fields) {
  Map<String, String> get bodies => mapOf(fields['bodies'], (each) => textOf(each)) ?? const {};
  EmailSettings? get email => partOf(fields['email'], EmailSettings.new);
  MediaSettings? get media => partOf(fields['media'], MediaSettings.new);
  TemplatePurpose get purpose => TemplatePurpose.of(fields['purpose']) ?? TemplatePurpose.unknown;
  PushSettings get push => partOf(fields['push'], PushSettings.new) ?? PushSettings(const {});
  bool get resend => flagOf(fields['resend']) ?? false;
  int get revision => wholeOf(fields['revision']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
  Map<String, Variable> get variables => mapOf(fields['variables'], (each) => partOf(each, Variable.new)) ?? const {};
  WhatsAppSettings? get whatsapp => partOf(fields['whatsapp'], WhatsAppSettings.new);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/templates/{id}/versions/{id}`.
extension type const TemplateVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// `on`: an event, a moment, a day of each month, or `condition_met`. `of`: the collection whose documents it watches; an event says it itself. `segment`: which one is entered or left. `when`: JsonLogic over such a document (docs/conditions.md), and over `customer` where it is another one. `steps` follow, until `until` holds. `repeat`: once for a document, once for each cause, once for each tier, once for each number of visits (a tenth visit that was cancelled and made again is the tenth again), or at most once in a time. `late_by`: what is overdue by more (an import, an outage) is left out. Of several that run at once the smaller `priority` comes first. `exclusive`: of the moments with this name that come to be due together the last one runs alone, and the others count as had. `interaction_type`: what its interactions are; one of `campaign_triggered` sends marketing alone. A `dry_run` says what it would have done, and does nothing.
///
/// Stored as `orgs/{org}/automations/{id}`.
extension type const Automation(Fields fields) {
  bool get dryRun => flagOf(fields['dry_run']) ?? false;
  bool get enabled => flagOf(fields['enabled']) ?? true;
  String? get exclusive => textOf(fields['exclusive']);
  Object? get group => fields['group'];
  AutomationInteractionType? get interactionType => AutomationInteractionType.of(fields['interaction_type']);
  String? get lateBy => textOf(fields['late_by']);
  String? get name => textOf(fields['name']);
  AutomationOf get of => AutomationOf.of(fields['of']) ?? AutomationOf.customers;
  Object? get on => fields['on'];
  int get priority => wholeOf(fields['priority']) ?? 100;
  Object? get repeat => fields['repeat'];
  int get revision => wholeOf(fields['revision']) ?? 0;
  String? get segment => textOf(fields['segment']);
  List<Step> get steps => listOf(fields['steps'], (each) => partOf(each, Step.new)) ?? const [];
  List<Object?> get then => listOf(fields['then'], (each) => each) ?? const [];
  Object? get until => fields['until'] ?? false;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
  Object? get when_ => fields['when'] ?? true;
}

/// A part of a document.
///
/// Stored as `orgs/{org}/automations/{id}/versions/{id}`.
extension type const AutomationVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// How long a product lasts, or the products of a category; a product's own profile goes before its category's, and of several the first by id. `per`: what quantity `avg_consumption_days` are for; another one lasts longer or shorter where it `scales`. The reminder comes `buffer_days` before, no sooner after the purchase than `min_days`, and no later than `max_days`. `group`: products that stand in for each other; a purchase of one is one of all.
///
/// Stored as `orgs/{org}/consumption_profiles/{id}`.
extension type const ConsumptionProfile(Fields fields) {
  int? get avgConsumptionDays => wholeOf(fields['avg_consumption_days']);
  int get bufferDays => wholeOf(fields['buffer_days']) ?? 7;
  List<String> get categories => listOf(fields['categories'], (each) => textOf(each)) ?? const [];
  String? get group => textOf(fields['group']);
  int get maxDays => wholeOf(fields['max_days']) ?? 90;
  int get minDays => wholeOf(fields['min_days']) ?? 10;
  String? get name => textOf(fields['name']);
  Reference? get per => partOf(fields['per'], Reference.new);
  List<String> get productIds => listOf(fields['product_ids'], (each) => textOf(each)) ?? const [];
  int get revision => wholeOf(fields['revision']) ?? 0;
  bool get scales => flagOf(fields['scales']) ?? true;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/consumption_profiles/{id}/versions/{id}`.
extension type const ConsumptionProfileVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// Who bought `trigger`, in an order of at least `min_order` in the major unit, is recommended `recommend`: no sooner than `min_days` after that day and no later than `max_days`. `called`: by language, what templates call it. Of several that could come the smallest `priority` does. One that is not `enabled` recommends nothing.
///
/// Stored as `orgs/{org}/recommendation_rules/{id}`.
extension type const RecommendationRule(Fields fields) {
  Map<String, String> get called => mapOf(fields['called'], (each) => textOf(each)) ?? const {};
  bool get enabled => flagOf(fields['enabled']) ?? true;
  int get maxDays => wholeOf(fields['max_days']) ?? 30;
  int get minDays => wholeOf(fields['min_days']) ?? 7;
  String? get minOrder => decimalOf(fields['min_order']);
  String? get name => textOf(fields['name']);
  int get priority => wholeOf(fields['priority']) ?? 100;
  Goods get recommend => partOf(fields['recommend'], Goods.new) ?? Goods(const {});
  int get revision => wholeOf(fields['revision']) ?? 0;
  Goods get trigger => partOf(fields['trigger'], Goods.new) ?? Goods(const {});
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/recommendation_rules/{id}/versions/{id}`.
extension type const RecommendationRuleVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// `filter`: JsonLogic over the customer (docs/conditions.md); `true` takes every customer. It may come as `filterJson`, and as the text of its JSON. `messages`: of a snapshot, the recipients among whom the filter is asked.
///
/// Stored as `orgs/{org}/segments/{id}`.
extension type const Segment(Fields fields) {
  String? get description => textOf(fields['description']);
  Object? get filter => fields['filter'];
  SegmentMembership get membership => SegmentMembership.of(fields['membership']) ?? SegmentMembership.live;
  CampaignLog? get messages => partOf(fields['messages'], CampaignLog.new);
  String? get name => textOf(fields['name']);
  int get revision => wholeOf(fields['revision']) ?? 0;
  SegmentSegmentType get segmentType => SegmentSegmentType.of(fields['segment_type']) ?? SegmentSegmentType.behavior;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/segments/{id}/versions/{id}`.
extension type const SegmentVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// One of six kinds. It takes off `percent` of the bill, or the percentage of the highest of the `steps` that it reaches; `amount_minor`; the lines of `delivery`; an `item` (a product's id, name or category); for the units of `buy` a percentage of those of `get`, up to `times` so; or it has the `parts` together for `price_minor`, up to `times` so.
///
/// Stored as `orgs/{org}/offers/{id}`.
extension type const Offer(Fields fields) {
  int? get amountMinor => wholeOf(fields['amount_minor']);
  OfferUnits? get buy => partOf(fields['buy'], OfferUnits.new);
  String? get code => textOf(fields['code']);
  OfferConditions get conditions => partOf(fields['conditions'], OfferConditions.new) ?? OfferConditions(const {});
  Goods get delivery => partOf(fields['delivery'], Goods.new) ?? Goods(const {});
  bool get enabled => flagOf(fields['enabled']) ?? true;
  OfferGift? get get => partOf(fields['get'], OfferGift.new);
  List<OfferGoesWith> get goesWith => listOf(fields['goes_with'], (each) => OfferGoesWith.of(each)) ?? const [];
  String? get item => textOf(fields['item']);
  OfferKind get kind => OfferKind.of(fields['kind']) ?? OfferKind.unknown;
  OfferLimits get limits => partOf(fields['limits'], OfferLimits.new) ?? OfferLimits(const {});
  int? get maxDiscountMinor => wholeOf(fields['max_discount_minor']);
  String? get name => textOf(fields['name']);
  List<OfferUnits> get parts => listOf(fields['parts'], (each) => partOf(each, OfferUnits.new)) ?? const [];
  int? get percent => wholeOf(fields['percent']);
  int? get priceMinor => wholeOf(fields['price_minor']);
  int get revision => wholeOf(fields['revision']) ?? 0;
  List<OfferStep> get steps => listOf(fields['steps'], (each) => partOf(each, OfferStep.new)) ?? const [];
  int get times => wholeOf(fields['times']) ?? 1;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/offers/{id}/versions/{id}`.
extension type const OfferVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// `offer_counts/{offer}`: how many orders redeem an offer at this moment, and how much it takes off them. Kept in the commit of each order.
///
/// Stored as `orgs/{org}/offer_counts/{id}`.
extension type const OfferCount(Fields fields) {
  int get discountMinor => wholeOf(fields['discount_minor']) ?? 0;
  int get redemptions => wholeOf(fields['redemptions']) ?? 0;
}

/// Codes of an offer that are made together, each good once for any sale; `made` of `count` until now. `skipped`: numbers whose code was another coupon's already, and that have none.
///
/// Stored as `orgs/{org}/coupon_batches/{id}`.
extension type const CouponBatch(Fields fields) {
  int get count => wholeOf(fields['count']) ?? 0;
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get createdBy => textOf(fields['created_by']);
  int get made => wholeOf(fields['made']) ?? 0;
  String? get name => textOf(fields['name']);
  String? get offerId => textOf(fields['offer_id']);
  List<int> get skipped => listOf(fields['skipped'], (each) => wholeOf(each)) ?? const [];
  DateTime? get validFrom => instantOf(fields['valid_from']);
  DateTime? get validUntil => instantOf(fields['valid_until']);
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// The stages in their order, of the deals of a customer group; without one, of those whose group has none.
///
/// Stored as `orgs/{org}/pipelines/{id}`.
extension type const Pipeline(Fields fields) {
  CustomerGroup? get customerGroup => CustomerGroup.of(fields['customer_group']);
  String? get name => textOf(fields['name']);
  int get revision => wholeOf(fields['revision']) ?? 0;
  List<StageSettings> get stages => listOf(fields['stages'], (each) => partOf(each, StageSettings.new)) ?? const [];
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/pipelines/{id}/versions/{id}`.
extension type const PipelineVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// `member_uid`: who gets its customers; `member_uids`: who works with them beside. `priority`: of two territories that take a customer by equally exact rules the one with the higher has them.
///
/// Stored as `orgs/{org}/territories/{id}`.
extension type const Territory(Fields fields) {
  String? get memberUid => textOf(fields['member_uid']);
  List<String> get memberUids => listOf(fields['member_uids'], (each) => textOf(each)) ?? const [];
  String? get name => textOf(fields['name']);
  int get priority => wholeOf(fields['priority']) ?? 0;
  int get revision => wholeOf(fields['revision']) ?? 0;
  TerritoryRules get rules => partOf(fields['rules'], TerritoryRules.new) ?? TerritoryRules(const {});
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/territories/{id}/versions/{id}`.
extension type const TerritoryVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// `code`: what ads and customers name it by, once in an organisation. `called`: its name in other languages than `name` is in. `price_minor`: for one person, in the currency of the organisation. `quota`: how many seats there are to sell; how many of them are taken is on `package_seats/{id}`. `media`: by id, beside the brochure and the itinerary. `payment_terms`, `hotel`, `key_features`, `inclusions`, `exclusions`: by language. `ad_ids`: the ads that lead to it. One that is not open is neither listed nor sold; what is booked stands.
///
/// Stored as `orgs/{org}/packages/{id}`.
extension type const Package(Fields fields) {
  List<String> get adIds => listOf(fields['ad_ids'], (each) => textOf(each)) ?? const [];
  String? get brochureImageUrl => textOf(fields['brochure_image_url']);
  Map<String, String> get called => mapOf(fields['called'], (each) => textOf(each)) ?? const {};
  String? get code => textOf(fields['code']);
  String? get departsOn => textOf(fields['departs_on']);
  int? get durationDays => wholeOf(fields['duration_days']);
  Map<String, List<String>> get exclusions => mapOf(fields['exclusions'], (each) => listOf(each, (each) => textOf(each))) ?? const {};
  Map<String, String> get hotel => mapOf(fields['hotel'], (each) => textOf(each)) ?? const {};
  Map<String, List<String>> get inclusions => mapOf(fields['inclusions'], (each) => listOf(each, (each) => textOf(each))) ?? const {};
  bool get isOpen => flagOf(fields['is_open']) ?? true;
  String? get itineraryDocumentUrl => textOf(fields['itinerary_document_url']);
  Map<String, List<String>> get keyFeatures => mapOf(fields['key_features'], (each) => listOf(each, (each) => textOf(each))) ?? const {};
  Map<String, Medium> get media => mapOf(fields['media'], (each) => partOf(each, Medium.new)) ?? const {};
  String? get name => textOf(fields['name']);
  Map<String, String> get paymentTerms => mapOf(fields['payment_terms'], (each) => textOf(each)) ?? const {};
  int? get priceMinor => wholeOf(fields['price_minor']);
  int? get quota => wholeOf(fields['quota']);
  int get revision => wholeOf(fields['revision']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/packages/{id}/versions/{id}`.
extension type const PackageVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// What customers ask again and again: `questions` by language in several phrasings, and the `answer` in each of these languages. One that is not `enabled` answers nothing.
///
/// Stored as `orgs/{org}/faqs/{id}`.
extension type const Faq(Fields fields) {
  Map<String, String> get answer => mapOf(fields['answer'], (each) => textOf(each)) ?? const {};
  bool get enabled => flagOf(fields['enabled']) ?? true;
  Map<String, List<String>> get questions => mapOf(fields['questions'], (each) => listOf(each, (each) => textOf(each))) ?? const {};
  int get revision => wholeOf(fields['revision']) ?? 0;
  String? get topic => textOf(fields['topic']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/faqs/{id}/versions/{id}`.
extension type const FaqVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A version of the prompt, whole: a type that nobody gave it is that of the version before.
///
/// Stored as `orgs/{org}/prompts/{id}`.
extension type const Prompt(Fields fields) {
  String? get base => textOf(fields['base']);
  String? get basedOn => textOf(fields['based_on']);
  String? get company => textOf(fields['company']);
  String? get escalation => textOf(fields['escalation']);
  Map<String, GivenText> get given => mapOf(fields['given'], (each) => partOf(each, GivenText.new)) ?? const {};
  List<PromptStep> get history => listOf(fields['history'], (each) => partOf(each, PromptStep.new)) ?? const [];
  String? get packages => textOf(fields['packages']);
  String? get replaces => textOf(fields['replaces']);
  int get revision => wholeOf(fields['revision']) ?? 0;
  String? get rules => textOf(fields['rules']);
  String? get signedBy => textOf(fields['signed_by']);
  PromptStatus get status => PromptStatus.of(fields['status']) ?? PromptStatus.draft;
  LastTrial? get trial => partOf(fields['trial'], LastTrial.new);
  int get trials => wholeOf(fields['trials']) ?? 0;
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
  String? get version => textOf(fields['version']);
}

/// A chat that a prompt has to pass before it goes live. `on`: the day on which it is played, today where there is none. One that is not `enabled` is not played.
///
/// Stored as `orgs/{org}/prompt_examples/{id}`.
extension type const PromptExample(Fields fields) {
  bool get enabled => flagOf(fields['enabled']) ?? true;
  String? get on => textOf(fields['on']);
  int get revision => wholeOf(fields['revision']) ?? 0;
  String? get title => textOf(fields['title']);
  List<ExampleTurn> get turns => listOf(fields['turns'], (each) => partOf(each, ExampleTurn.new)) ?? const [];
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/prompt_examples/{id}/versions/{id}`.
extension type const PromptExampleVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// `prompt_trials/{version}:{number}`: the report. `digest` of the texts that are tried, `responder`: who answers; `examples`: those that are played, as they were when it began; `results` of those that are through.
///
/// Stored as `orgs/{org}/prompt_trials/{id}`.
extension type const PromptTrial(Fields fields) {
  DateTime? get begunAt => instantOf(fields['begun_at']);
  String? get begunBy => textOf(fields['begun_by']);
  String? get digest => textOf(fields['digest']);
  DateTime? get endedAt => instantOf(fields['ended_at']);
  Fields get examples => fieldsOf(fields['examples']) ?? const {};
  int? get number => wholeOf(fields['number']);
  String? get responder => textOf(fields['responder']);
  Map<String, ExampleResult> get results => mapOf(fields['results'], (each) => partOf(each, ExampleResult.new)) ?? const {};
  PromptTrialStatus get status => PromptTrialStatus.of(fields['status']) ?? PromptTrialStatus.running;
  String? get version => textOf(fields['version']);
}

/// An offer of each year: in `month` of the business's year on `day`, or `days_before` an `occasion`, for so many days (`lasts_days`). `target`: whom it is for in words, `segment_ids` by segments. `offer`: what its text shows. `promotes`: the goods that cross_sell_rate and trial_to_repeat look for. `kpi_target`: what is aimed at: shares from 0 to 1, money in the minor unit.
///
/// Stored as `orgs/{org}/offer_calendar/{id}`.
extension type const CalendarEntry(Fields fields) {
  List<CalendarEntryChannels> get channels => listOf(fields['channels'], (each) => CalendarEntryChannels.of(each)) ?? const [];
  int get day => wholeOf(fields['day']) ?? 1;
  int get daysBefore => wholeOf(fields['days_before']) ?? 0;
  bool get enabled => flagOf(fields['enabled']) ?? true;
  List<String> get excludeSegmentIds => listOf(fields['exclude_segment_ids'], (each) => textOf(each)) ?? const [];
  num get holdoutPercent => numberOf(fields['holdout_percent']) ?? 10;
  CalendarEntryKpi get kpi => CalendarEntryKpi.of(fields['kpi']) ?? CalendarEntryKpi.unknown;
  num? get kpiTarget => numberOf(fields['kpi_target']);
  int get lastsDays => wholeOf(fields['lasts_days']) ?? 28;
  int? get month => wholeOf(fields['month']);
  String? get occasion => textOf(fields['occasion']);
  String? get offer => textOf(fields['offer']);
  String? get offerId => textOf(fields['offer_id']);
  Goods? get promotes => partOf(fields['promotes'], Goods.new);
  int get revision => wholeOf(fields['revision']) ?? 0;
  List<String> get segmentIds => listOf(fields['segment_ids'], (each) => textOf(each)) ?? const [];
  String? get target => textOf(fields['target']);
  String? get template => textOf(fields['template']);
  String? get theme => textOf(fields['theme']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// A part of a document.
///
/// Stored as `orgs/{org}/offer_calendar/{id}/versions/{id}`.
extension type const CalendarEntryVersion(Fields fields) {
  Fields get content => fieldsOf(fields['content']) ?? const {};
  int? get revision => wholeOf(fields['revision']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  String? get updatedBy => textOf(fields['updated_by']);
}

/// See docs/campaigns.md. `segment_ids`: whom it is for, `exclude_segment_ids`: whom not, though they are among them. `variables`: what its texts are given beside the rest. `coupon_name`: the coupons of that name are its redemptions; without it staff record them. `handoff`: what staff get of who responds. `starts_at` and `ends_at` are instants; with `at_local_time` each customer's clock tells when it is so late.
///
/// Stored as `orgs/{org}/campaigns/{id}`.
extension type const Campaign(Fields fields) {
  String? get afterId => textOf(fields['after_id']);
  DateTime? get approvedAt => instantOf(fields['approved_at']);
  String? get approvedBy => textOf(fields['approved_by']);
  String? get approvedTexts => textOf(fields['approved_texts']);
  bool get atLocalTime => flagOf(fields['at_local_time']) ?? false;
  int? get audience => wholeOf(fields['audience']);
  int? get budgetMessages => wholeOf(fields['budget_messages']);
  int? get budgetMinor => wholeOf(fields['budget_minor']);
  String? get calendarEntry => textOf(fields['calendar_entry']);
  List<CampaignChannels> get channels => listOf(fields['channels'], (each) => CampaignChannels.of(each)) ?? const [];
  DateTime? get contentAt => instantOf(fields['content_at']);
  String? get couponName => textOf(fields['coupon_name']);
  DateTime? get createdAt => instantOf(fields['created_at']);
  String? get createdBy => textOf(fields['created_by']);
  String? get description => textOf(fields['description']);
  DateTime? get doneAt => instantOf(fields['done_at']);
  Map<String, Edit> get edits => mapOf(fields['edits'], (each) => partOf(each, Edit.new)) ?? const {};
  DateTime? get endsAt => instantOf(fields['ends_at']);
  List<String> get excludeSegmentIds => listOf(fields['exclude_segment_ids'], (each) => textOf(each)) ?? const [];
  CampaignHandoff? get handoff => CampaignHandoff.of(fields['handoff']);
  num get holdoutPercent => numberOf(fields['holdout_percent']) ?? 0;
  bool get isAgain => flagOf(fields['is_again']) ?? false;
  bool get isPassed => flagOf(fields['is_passed']) ?? false;
  CampaignKpi? get kpi => CampaignKpi.of(fields['kpi']);
  num? get kpiTarget => numberOf(fields['kpi_target']);
  DateTime? get lastSendAt => instantOf(fields['last_send_at']);
  CampaignMetrics? get metrics => partOf(fields['metrics'], CampaignMetrics.new);
  CampaignMode get mode => CampaignMode.of(fields['mode']) ?? CampaignMode.trackedOnly;
  DateTime? get movedAt => instantOf(fields['moved_at']);
  String? get name => textOf(fields['name']);
  String? get objective => textOf(fields['objective']);
  String? get offer => textOf(fields['offer']);
  String? get offerId => textOf(fields['offer_id']);
  int get pages => wholeOf(fields['pages']) ?? 0;
  int get priority => wholeOf(fields['priority']) ?? 50;
  Progress get progress => partOf(fields['progress'], Progress.new) ?? Progress(const {});
  Promoted? get promotes => partOf(fields['promotes'], Promoted.new);
  String? get promotionDetails => textOf(fields['promotion_details']);
  List<String> get relatedProductIds => listOf(fields['related_product_ids'], (each) => textOf(each)) ?? const [];
  DateTime? get scheduledAt => instantOf(fields['scheduled_at']);
  String? get scheduledBy => textOf(fields['scheduled_by']);
  List<String> get segmentIds => listOf(fields['segment_ids'], (each) => textOf(each)) ?? const [];
  int? get spreadHours => wholeOf(fields['spread_hours']);
  CampaignStandsBecause? get standsBecause => CampaignStandsBecause.of(fields['stands_because']);
  DateTime? get startedAt => instantOf(fields['started_at']);
  DateTime? get startsAt => instantOf(fields['starts_at']);
  CampaignStatus? get status => CampaignStatus.of(fields['status']);
  String? get template => textOf(fields['template']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  Fields get variables => fieldsOf(fields['variables']) ?? const {};
  List<Variant> get variants => listOf(fields['variants'], (each) => partOf(each, Variant.new)) ?? const [];
  DateTime? get wakeAt => instantOf(fields['wake_at']);
}

/// How WhatsApp stands to a template in a language, since when, and why; `by`: the member who entered it, None where its provider told.
extension type const Approval(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get by => textOf(fields['by']);
  String? get reason => textOf(fields['reason']);
  ApprovalState get state => ApprovalState.of(fields['state']) ?? ApprovalState.unknown;
}

/// Two categories or products that go together, as the business's orders say: one is recommended after the other.
extension type const ComputedPair(Fields fields) {
  String? get id => textOf(fields['id']);
  ComputedPairOf get of => ComputedPairOf.of(fields['of']) ?? ComputedPairOf.unknown;
  String? get recommend => textOf(fields['recommend']);
  String? get trigger => textOf(fields['trigger']);
}

/// Why a channel's messages wait beside its reason: since when, and when the next one is let through as a probe. `is_by_send`: a refused send caused it, and no word of the gateway.
extension type const Pause(Fields fields) {
  bool get isBySend => flagOf(fields['is_by_send']) ?? false;
  DateTime? get probeAt => instantOf(fields['probe_at']);
  int get probes => wholeOf(fields['probes']) ?? 0;
  DateTime? get since => instantOf(fields['since']);
}

/// What hangs on a customer who is a business. `pic_id`: the person of its primary contact, `pic_contact_id`, as of `pic_at`; `monthly_coffee_kg`: of its active locations together, `place`: of one of them. The rest follows from `deals`: `current_stage`, `deal_status` (see domain/sales/rollups.py), and of the open ones the value and the product dimensions.
extension type const Account(Fields fields) {
  String? get currentStage => textOf(fields['current_stage']);
  String? get dealStatus => textOf(fields['deal_status']);
  DealCounts get deals => partOf(fields['deals'], DealCounts.new) ?? DealCounts(const {});
  int get estimatedDealValueMinor => wholeOf(fields['estimated_deal_value_minor']) ?? 0;
  num get monthlyCoffeeKg => numberOf(fields['monthly_coffee_kg']) ?? 0;
  DateTime? get picAt => instantOf(fields['pic_at']);
  String? get picContactId => textOf(fields['pic_contact_id']);
  String? get picId => textOf(fields['pic_id']);
  AccountPlace? get place => partOf(fields['place'], AccountPlace.new);
  List<String> get productDimensions => listOf(fields['product_dimensions'], (each) => textOf(each)) ?? const [];
}

/// Where an account is: the address of one of its locations, the first that was active with one.
extension type const AccountPlace(Fields fields) {
  String? get city => textOf(fields['city']);
  String? get district => textOf(fields['district']);
  String? get locationId => textOf(fields['location_id']);
  String? get postalCode => textOf(fields['postal_code']);
  String? get province => textOf(fields['province']);
}

/// One purchase of a product.
extension type const Bought(Fields fields) {
  DateTime? get boughtAt => instantOf(fields['bought_at']);
  String? get orderId => textOf(fields['order_id']);
  String? get quantity => textOf(fields['quantity']);
  String? get unit => textOf(fields['unit']);
}

/// Of an order's line, what rules go by.
extension type const BoughtGoods(Fields fields) {
  String? get category => textOf(fields['category']);
  String? get name => textOf(fields['name']);
  String? get productId => textOf(fields['product_id']);
}

/// What a customer brought to the one whom they were joined into: their figures as they were, and which empty fields of that one's profile they filled. `pages`: how many pages of their documents have moved, and not returned yet. `parted_from`: from whom, while a split is under way. `consumption`, `recommendations`: of what they were reminded and what they were recommended, which comes once.
extension type const Brought(Fields fields) {
  Account? get account => partOf(fields['account'], Account.new);
  Consumption? get consumption => partOf(fields['consumption'], Consumption.new);
  List<String> get filled => listOf(fields['filled'], (each) => textOf(each)) ?? const [];
  LoyaltyAccount get loyalty => partOf(fields['loyalty'], LoyaltyAccount.new) ?? LoyaltyAccount(const {});
  int get pages => wholeOf(fields['pages']) ?? 0;
  String? get partedFrom => textOf(fields['parted_from']);
  Recommendations? get recommendations => partOf(fields['recommendations'], Recommendations.new);
  Stats get stats => partOf(fields['stats'], Stats.new) ?? Stats(const {});
}

/// A campaign that a customer is in: from `at`, when their message is planned, until `until` their purchases are among its results. `message_id`: their document of it, which one who is held out has too. `did`: what they did since, each word once; `channel`: by which they got it, known where they did anything. `promotes`: the goods by which it is judged, where it is. `offer_id`: the offer whose redemptions are its own.
extension type const CampaignTouch(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get campaignId => textOf(fields['campaign_id']);
  Channel? get channel => Channel.of(fields['channel']);
  List<CampaignTouchDid> get did => listOf(fields['did'], (each) => CampaignTouchDid.of(each)) ?? const [];
  bool get isHeldOut => flagOf(fields['is_held_out']) ?? false;
  String? get messageId => textOf(fields['message_id']);
  String? get offerId => textOf(fields['offer_id']);
  Promoted? get promotes => partOf(fields['promotes'], Promoted.new);
  DateTime? get until => instantOf(fields['until']);
}

/// One yes or no. `how` it was said, `by` whom: `customer`, or the uid of a member of staff.
extension type const Consent(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get by => textOf(fields['by']);
  String? get detail => textOf(fields['detail']);
  bool get granted => flagOf(fields['granted']) ?? false;
  ConsentHow get how => ConsentHow.of(fields['how']) ?? ConsentHow.provider;
}

/// The last purchase of a product, or of a group of products (`key`); `days` after it, on `remind_on`, the customer is reminded. `reminded_for` and `reminded_order_id`: the purchase that they were last reminded of. `is_taken_back`: no purchase stands, it is kept for what was reminded of. `history`: the last purchases, at most 8, where the business goes by the customer's rhythm.
extension type const Consumed(Fields fields) {
  DateTime? get boughtAt => instantOf(fields['bought_at']);
  String? get category => textOf(fields['category']);
  int? get days => wholeOf(fields['days']);
  List<Bought> get history => listOf(fields['history'], (each) => partOf(each, Bought.new)) ?? const [];
  bool get isTakenBack => flagOf(fields['is_taken_back']) ?? false;
  String? get key => textOf(fields['key']);
  String? get name => textOf(fields['name']);
  String? get orderId => textOf(fields['order_id']);
  String? get productId => textOf(fields['product_id']);
  String? get quantity => textOf(fields['quantity']);
  String? get remindOn => textOf(fields['remind_on']);
  DateTime? get remindedFor => instantOf(fields['reminded_for']);
  String? get remindedOrderId => textOf(fields['reminded_order_id']);
  String? get unit => textOf(fields['unit']);
}

/// `products`: at most 200, in the order of their reminders; `next_on`: the day of the next one that is to come.
extension type const Consumption(Fields fields) {
  String? get nextOn => textOf(fields['next_on']);
  List<Consumed> get products => listOf(fields['products'], (each) => partOf(each, Consumed.new)) ?? const [];
  Reminder? get reminder => partOf(fields['reminder'], Reminder.new);
}

/// How many deals of an account are in each stage, and of each outcome; its open ones by product dimension, and what these are worth. `by_standing`: what the first two are summed from (domain/sales/rollups.py).
extension type const DealCounts(Fields fields) {
  Map<String, int> get byDimension => mapOf(fields['by_dimension'], (each) => wholeOf(each)) ?? const {};
  Map<String, int> get byOutcome => mapOf(fields['by_outcome'], (each) => wholeOf(each)) ?? const {};
  Map<String, int> get byStage => mapOf(fields['by_stage'], (each) => wholeOf(each)) ?? const {};
  Map<String, int> get byStanding => mapOf(fields['by_standing'], (each) => wholeOf(each)) ?? const {};
  int get valueMinor => wholeOf(fields['value_minor']) ?? 0;
}

/// When a field was changed, by the clock of who changed it, and by which command.
extension type const Edit(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get command => textOf(fields['command']);
}

/// How near a customer is to buying, and why (docs/scores.md). `temperature`, `lifecycle_stage` and `customer_type` are those of this instant; `lead_score` and its reasons are as of `scored_at`, the last change of one of them.
extension type const Engagement(Fields fields) {
  String? get customerType => textOf(fields['customer_type']);
  num? get leadScore => numberOf(fields['lead_score']);
  String? get lifecycleStage => textOf(fields['lifecycle_stage']);
  String? get lifetimeValue => textOf(fields['lifetime_value']);
  List<ScoreReason> get scoreReasons => listOf(fields['score_reasons'], (each) => partOf(each, ScoreReason.new)) ?? const [];
  DateTime? get scoredAt => instantOf(fields['scored_at']);
  String? get temperature => textOf(fields['temperature']);
}

/// What of a customer's points is to expire by `rule`. `since`: no points that stand are older; `untold_since`: none of which they were not told. `told_until`: of all that expires by then they were told; `spared_until`: what they were told of late stays until then. `points` and `on`: of how many points they were told last, and on which day the first of them expire.
extension type const Expiring(Fields fields) {
  String? get on => textOf(fields['on']);
  int? get points => wholeOf(fields['points']);
  String? get rule => textOf(fields['rule']);
  DateTime? get since => instantOf(fields['since']);
  DateTime? get sparedUntil => instantOf(fields['spared_until']);
  DateTime? get toldUntil => instantOf(fields['told_until']);
  DateTime? get untoldSince => instantOf(fields['untold_since']);
}

/// Who was joined into a customer: `ids`, with those who had been joined into these before; `moving`: those of them whose documents are still on their way. `apart_from`: who was taken apart from the customer, and stays so.
extension type const Joins(Fields fields) {
  List<String> get apartFrom => listOf(fields['apart_from'], (each) => textOf(each)) ?? const [];
  List<String> get ids => listOf(fields['ids'], (each) => textOf(each)) ?? const [];
  List<String> get moving => listOf(fields['moving'], (each) => textOf(each)) ?? const [];
}

/// What a rule would have recommended after an order and did not, since nothing of it suited: `because` has the reason for each category or product. After what was bought until `at` it is looked at again at `again_at`, if that is in the rule's days.
extension type const LeftOut(Fields fields) {
  DateTime? get againAt => instantOf(fields['again_at']);
  DateTime? get at => instantOf(fields['at']);
  Map<String, String> get because => mapOf(fields['because'], (each) => textOf(each)) ?? const {};
  String? get orderId => textOf(fields['order_id']);
  String? get ruleId => textOf(fields['rule_id']);
}

/// `points` and `wallet_minor` are the sums of the customer's ledger. What bills earned and keep is `lifetime_points` and `wallet_earned_minor`, what the number of orders gave is `bonus_points`.
extension type const LoyaltyAccount(Fields fields) {
  int get bonusPoints => wholeOf(fields['bonus_points']) ?? 0;
  Expiring? get expiring => partOf(fields['expiring'], Expiring.new);
  int get lifetimePoints => wholeOf(fields['lifetime_points']) ?? 0;
  int get points => wholeOf(fields['points']) ?? 0;
  int get pointsOwed => wholeOf(fields['points_owed']) ?? 0;
  String? get tier => textOf(fields['tier']);
  DateTime? get tierSince => instantOf(fields['tier_since']);
  int get walletEarnedMinor => wholeOf(fields['wallet_earned_minor']) ?? 0;
  int get walletMinor => wholeOf(fields['wallet_minor']) ?? 0;
  int get walletOwedMinor => wholeOf(fields['wallet_owed_minor']) ?? 0;
}

/// What was last recommended by a rule: after which purchase (`order_id`, `bought_at`) and of what (`product`), by which `recommendation`, on the day `on`. `called`: what of it suited the customer then, in words, and the `product_ids` that did. `met_order_id` and `met_at`: the first order that bought it in time.
extension type const Made(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  DateTime? get boughtAt => instantOf(fields['bought_at']);
  String? get called => textOf(fields['called']);
  DateTime? get metAt => instantOf(fields['met_at']);
  String? get metOrderId => textOf(fields['met_order_id']);
  String? get name => textOf(fields['name']);
  String? get on => textOf(fields['on']);
  String? get orderId => textOf(fields['order_id']);
  String? get product => textOf(fields['product']);
  List<String>? get productIds => listOf(fields['product_ids'], (each) => textOf(each));
  String? get recommendation => textOf(fields['recommendation']);
  String? get ruleId => textOf(fields['rule_id']);
}

/// A marketing message that a customer gets, or will get, at an instant. `group`: one cause on several channels. `priority`: of a campaign, or of an automation that names one.
extension type const MarketingTouch(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  Channel get channel => Channel.of(fields['channel']) ?? Channel.unknown;
  String? get group => textOf(fields['group']);
  String? get messageId => textOf(fields['message_id']);
  int? get priority => wholeOf(fields['priority']);
}

/// `ends`: with a purchase of what a reminder was of (`product_keys`) or of what the recommendation `of` names, with any purchase after `bought_at`, when the customer is in another tier than `of`, or when the order `of` does not count any more.
extension type const OpenCall(Fields fields) {
  DateTime? get boughtAt => instantOf(fields['bought_at']);
  OpenCallEnds get ends => OpenCallEnds.of(fields['ends']) ?? OpenCallEnds.unknown;
  String? get of => textOf(fields['of']);
  List<String> get productKeys => listOf(fields['product_keys'], (each) => textOf(each)) ?? const [];
  String? get taskId => textOf(fields['task_id']);
}

/// Goods that a campaign is about: products by id, and categories of order lines, whatever their capitals.
extension type const Promoted(Fields fields) {
  List<String> get categories => listOf(fields['categories'], (each) => textOf(each)) ?? const [];
  List<String> get productIds => listOf(fields['product_ids'], (each) => textOf(each)) ?? const [];
}

/// Where a push goes: an FCM registration token, or the installation id (`fid`) that replaces it. `app`: of which app, where that says so.
extension type const PushDevice(Fields fields) {
  PushDeviceApp? get app => PushDeviceApp.of(fields['app']);
  PushDeviceKind get kind => PushDeviceKind.of(fields['kind']) ?? PushDeviceKind.token;
  DateTime? get lastSeenAt => instantOf(fields['last_seen_at']);
  String? get value => textOf(fields['value']);
}

/// An order that counts, with what of it rules ask for. `spend_minor`: what stands of its bill.
extension type const RecentPurchase(Fields fields) {
  DateTime? get boughtAt => instantOf(fields['bought_at']);
  List<BoughtGoods> get goods => listOf(fields['goods'], (each) => partOf(each, BoughtGoods.new)) ?? const [];
  String? get orderId => textOf(fields['order_id']);
  int get spendMinor => wholeOf(fields['spend_minor']) ?? 0;
}

/// `purchases`: at most 30, in the order in which they were bought; `made`: at most 100, the last one of each rule, in the order in which they came; `left_out`: at most 20, the last one of each rule.
extension type const Recommendations(Fields fields) {
  List<LeftOut> get leftOut => listOf(fields['left_out'], (each) => partOf(each, LeftOut.new)) ?? const [];
  List<Made> get made => listOf(fields['made'], (each) => partOf(each, Made.new)) ?? const [];
  List<RecentPurchase> get purchases => listOf(fields['purchases'], (each) => partOf(each, RecentPurchase.new)) ?? const [];
}

/// By which code a customer was brought, when they named it, and since when it is earned (referrals/earning.py). `id`: of the document that follows it, their own id unless they were joined into another customer since. `campaigns`: those in whose time who brought them was then (referrals/documents.py).
extension type const Referred(Fields fields) {
  List<String> get campaigns => listOf(fields['campaigns'], (each) => textOf(each)) ?? const [];
  String? get code => textOf(fields['code']);
  DateTime? get earnedAt => instantOf(fields['earned_at']);
  String? get id => textOf(fields['id']);
  DateTime? get namedAt => instantOf(fields['named_at']);
}

/// What the customer was last reminded of: the products, and the day on which the first of them was due. `name` tells one reminder from another.
extension type const Reminder(Fields fields) {
  List<String> get keys => listOf(fields['keys'], (each) => textOf(each)) ?? const [];
  String? get name => textOf(fields['name']);
  String? get on => textOf(fields['on']);
}

/// What a subject has had of an automation: the last occurrence, when that began, which of its parts was the last one (0 is its beginning), and when the next one is due. `is_dry`: it was on trial.
extension type const Run(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  bool get isDry => flagOf(fields['is_dry']) ?? false;
  String? get occurrence => textOf(fields['occurrence']);
  int get part => wholeOf(fields['part']) ?? 0;
  DateTime? get stepAt => instantOf(fields['step_at']);
}

/// What a rule of the business's adds to a score, or takes from it.
extension type const ScoreReason(Fields fields) {
  int? get points => wholeOf(fields['points']);
  String? get rule => textOf(fields['rule']);
}

/// What orders add up to, `outlets` the visits at each. One that was cancelled, or refunded in full, is not in it. `last_activity_at` is the later of the last order and the last interaction.
extension type const Stats(Fields fields) {
  int get aovMinor => wholeOf(fields['aov_minor']) ?? 0;
  DateTime? get firstOrderAt => instantOf(fields['first_order_at']);
  DateTime? get lastActivityAt => instantOf(fields['last_activity_at']);
  DateTime? get lastInteractionAt => instantOf(fields['last_interaction_at']);
  DateTime? get lastOrderAt => instantOf(fields['last_order_at']);
  DateTime? get lastVisitAt => instantOf(fields['last_visit_at']);
  int get orders => wholeOf(fields['orders']) ?? 0;
  Map<String, int> get outlets => mapOf(fields['outlets'], (each) => wholeOf(each)) ?? const {};
  int get spendMinor => wholeOf(fields['spend_minor']) ?? 0;
  int get visits => wholeOf(fields['visits']) ?? 0;
}

/// Why an address of this customer may not be written to. The list of all: customers/suppressions.py.
extension type const Suppressed(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  SuppressedBecause get because => SuppressedBecause.of(fields['because']) ?? SuppressedBecause.unknown;
  String? get provider => textOf(fields['provider']);
}

/// What a state of an order wants to redeem. `coupon_code` is folded (coupons/codes.py).
extension type const Asked(Fields fields) {
  String? get couponCode => textOf(fields['coupon_code']);
  int get points => wholeOf(fields['points']) ?? 0;
  int get walletMinor => wholeOf(fields['wallet_minor']) ?? 0;
}

/// The percentage by which a bill gives wallet credit, which is kept as text; see wallets.py.
extension type const CashbackRule(Fields fields) {
  String? get percent => textOf(fields['percent']);
}

/// The rule by which a bill earns: `points` for every full `per_amount` (major unit), which is kept as text.
extension type const EarnedBy(Fields fields) {
  String? get perAmount => textOf(fields['per_amount']);
  int? get points => wholeOf(fields['points']);
}

/// What one state of an order counts for. `outlet_id`: where its visit was. `campaigns`: the messages of campaigns among whose results it is, in order of time; `first_touch`, `last_touch`: which of them was sent first and last; `campaign_offers`: the offers of those that were sent; `redeemed_by`: whose offer it redeems at this moment, and `discount_minor` what this takes off.
extension type const OrderContribution(Fields fields) {
  Map<String, String> get campaignOffers => mapOf(fields['campaign_offers'], (each) => textOf(each)) ?? const {};
  List<String> get campaigns => listOf(fields['campaigns'], (each) => textOf(each)) ?? const [];
  String? get customerId => textOf(fields['customer_id']);
  int get discountMinor => wholeOf(fields['discount_minor']) ?? 0;
  String? get firstTouch => textOf(fields['first_touch']);
  String? get lastTouch => textOf(fields['last_touch']);
  int get lineCount => wholeOf(fields['line_count']) ?? 0;
  DateTime? get orderedAt => instantOf(fields['ordered_at']);
  int get orders => wholeOf(fields['orders']) ?? 0;
  String? get outletId => textOf(fields['outlet_id']);
  int get points => wholeOf(fields['points']) ?? 0;
  List<String> get promotedBy => listOf(fields['promoted_by'], (each) => textOf(each)) ?? const [];
  List<String> get redeemedBy => listOf(fields['redeemed_by'], (each) => textOf(each)) ?? const [];
  int get spendMinor => wholeOf(fields['spend_minor']) ?? 0;
  int get visits => wholeOf(fields['visits']) ?? 0;
  int get walletMinor => wholeOf(fields['wallet_minor']) ?? 0;
}

/// What one state of an order says. Amounts are in the currency's minor unit.
extension type const OrderFacts(Fields fields) {
  SalesChannel? get channel => SalesChannel.of(fields['channel']);
  String? get currency => textOf(fields['currency']);
  DateTime? get orderedAt => instantOf(fields['ordered_at']);
  String? get outletId => textOf(fields['outlet_id']);
  int? get refundedMinor => wholeOf(fields['refunded_minor']);
  OrderStatus get status => OrderStatus.of(fields['status']) ?? OrderStatus.unknown;
  int? get totalMinor => wholeOf(fields['total_minor']);
  DateTime? get updatedAt => instantOf(fields['updated_at']);
  VisitType? get visitType => VisitType.of(fields['visit_type']);
}

/// `quantity` is kept as text, which is exact. What was wrong is absent. A discount's price is below zero.
extension type const OrderLine(Fields fields) {
  String? get category => textOf(fields['category']);
  String? get name => textOf(fields['name']);
  String? get productId => textOf(fields['product_id']);
  String? get quantity => textOf(fields['quantity']);
  String? get unit => textOf(fields['unit']);
  int? get unitPriceMinor => wholeOf(fields['unit_price_minor']);
}

/// The latest state that was recorded: by it a further delivery is new, a replay or stale.
extension type const RecordedState(Fields fields) {
  String? get buyerName => textOf(fields['buyer_name']);
  CashbackRule? get cashbackBy => partOf(fields['cashback_by'], CashbackRule.new);
  DateTime? get claimedOrderedAt => instantOf(fields['claimed_ordered_at']);
  DateTime? get claimedUpdatedAt => instantOf(fields['claimed_updated_at']);
  OrderContribution get contribution => partOf(fields['contribution'], OrderContribution.new) ?? OrderContribution(const {});
  DateTime? get deliveredAt => instantOf(fields['delivered_at']);
  String? get digest => textOf(fields['digest']);
  EarnedBy? get earnedBy => partOf(fields['earned_by'], EarnedBy.new);
  Map<String, int> get entryCounts => mapOf(fields['entry_counts'], (each) => wholeOf(each)) ?? const {};
  OrderFacts get facts => partOf(fields['facts'], OrderFacts.new) ?? OrderFacts(const {});
  int? get fullPoints => wholeOf(fields['full_points']);
  DateTime? get furthestClaim => instantOf(fields['furthest_claim']);
  int get pointsBalance => wholeOf(fields['points_balance']) ?? 0;
  Redemption? get redemption => partOf(fields['redemption'], Redemption.new);
  String? get tier => textOf(fields['tier']);
}

/// `points_minor`: what the points are worth; `discount_minor`: what the coupon takes off; `offer_id`: the offer that it is of.
extension type const Redeemed(Fields fields) {
  String? get couponCode => textOf(fields['coupon_code']);
  int get discountMinor => wholeOf(fields['discount_minor']) ?? 0;
  String? get offerId => textOf(fields['offer_id']);
  int get points => wholeOf(fields['points']) ?? 0;
  int get pointsMinor => wholeOf(fields['points_minor']) ?? 0;
  int get walletMinor => wholeOf(fields['wallet_minor']) ?? 0;
}

/// `granted`: what this bill redeems while the order stands; `redeemed`: what is taken of that, less after a refund. `refused`: the reason for each field that is not granted, by its path. `bill`: a hash of what it was decided by; `place`: where it was sold, by which offers are decided too.
extension type const Redemption(Fields fields) {
  Asked get asked => partOf(fields['asked'], Asked.new) ?? Asked(const {});
  String? get bill => textOf(fields['bill']);
  Redeemed get granted => partOf(fields['granted'], Redeemed.new) ?? Redeemed(const {});
  String? get place => textOf(fields['place']);
  Redeemed get redeemed => partOf(fields['redeemed'], Redeemed.new) ?? Redeemed(const {});
  Map<String, String> get refused => mapOf(fields['refused'], (each) => textOf(each)) ?? const {};
}

/// A field that was left out or taken for another value, and why. Never what was sent.
extension type const Warned(Fields fields) {
  String? get message => textOf(fields['message']);
  String? get path => textOf(fields['path']);
}

/// Where a phone was, give or take `accuracy_m`.
extension type const Coordinates(Fields fields) {
  num? get accuracyM => numberOf(fields['accuracy_m']);
  num? get lat => numberOf(fields['lat']);
  num? get lng => numberOf(fields['lng']);
}

/// The business document that an interaction is about.
extension type const TransactionRef(Fields fields) {
  int? get amountMinor => wholeOf(fields['amount_minor']);
  String? get channel => textOf(fields['channel']);
  String? get id => textOf(fields['id']);
  String? get refTable => textOf(fields['ref_table']);
}

/// A file that goes along with a text of no template, by its public address.
extension type const Attachment(Fields fields) {
  String? get filename => textOf(fields['filename']);
  AttachmentKind get kind => AttachmentKind.of(fields['kind']) ?? AttachmentKind.unknown;
  String? get url => textOf(fields['url']);
}

/// What a customer did after a campaign's message, each once, with the instant of the one that came to be known first. `has_responded`: clicked or replied.
extension type const CampaignResponse(Fields fields) {
  DateTime? get clickedAt => instantOf(fields['clicked_at']);
  bool get hasClicked => flagOf(fields['has_clicked']) ?? false;
  bool get hasOptedOut => flagOf(fields['has_opted_out']) ?? false;
  bool get hasReplied => flagOf(fields['has_replied']) ?? false;
  bool get hasResponded => flagOf(fields['has_responded']) ?? false;
  DateTime? get optedOutAt => instantOf(fields['opted_out_at']);
  DateTime? get repliedAt => instantOf(fields['replied_at']);
}

/// What a customer bought while a campaign's message was young enough to be a reason: orders that count, and their amount; of these those that it was the last campaign before, and the first one. `promoted_orders`: those with goods that the campaign promotes; `lines`: of all orders; `is_raised`: whether one of them brought a higher tier. `redemptions`: orders that redeem the campaign's offer at this moment, and what this takes off them.
extension type const CampaignResult(Fields fields) {
  int get discountMinor => wholeOf(fields['discount_minor']) ?? 0;
  int get firstTouchMinor => wholeOf(fields['first_touch_minor']) ?? 0;
  int get firstTouchOrders => wholeOf(fields['first_touch_orders']) ?? 0;
  bool get isRaised => flagOf(fields['is_raised']) ?? false;
  int get lastTouchMinor => wholeOf(fields['last_touch_minor']) ?? 0;
  int get lastTouchOrders => wholeOf(fields['last_touch_orders']) ?? 0;
  int get lines => wholeOf(fields['lines']) ?? 0;
  int get orders => wholeOf(fields['orders']) ?? 0;
  int get promotedOrders => wholeOf(fields['promoted_orders']) ?? 0;
  int get redemptions => wholeOf(fields['redemptions']) ?? 0;
  int get revenueMinor => wholeOf(fields['revenue_minor']) ?? 0;
}

/// One step of a message's life. `channel` where a step is about one.
extension type const Happening(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  Channel? get channel => Channel.of(fields['channel']);
  String? get detail => textOf(fields['detail']);
  MessageStatus get status => MessageStatus.of(fields['status']) ?? MessageStatus.unknown;
}

/// A channel that may not be used for this customer, and why.
extension type const Skipped(Fields fields) {
  Channel get channel => Channel.of(fields['channel']) ?? Channel.unknown;
  SkippedReason get reason => SkippedReason.of(fields['reason']) ?? SkippedReason.unknown;
}

/// What was asked, folded and without what names somebody: `faq:{id}`, or its telling words. `is_answered`: by the assistant, without a person.
extension type const AskedQuestion(Fields fields) {
  bool get isAnswered => flagOf(fields['is_answered']) ?? false;
  String? get pattern => textOf(fields['pattern']);
}

/// What a chat has told of the customer and to them so far, for who takes over: how many travel, in which months, the prices by package as they were told, what was asked last and what answered it, and the kinds of files.
extension type const Gathered(Fields fields) {
  List<String> get answeredBy => listOf(fields['answered_by'], (each) => textOf(each)) ?? const [];
  List<String> get media => listOf(fields['media'], (each) => textOf(each)) ?? const [];
  List<int> get months => listOf(fields['months'], (each) => wholeOf(each)) ?? const [];
  Map<String, String> get prices => mapOf(fields['prices'], (each) => textOf(each)) ?? const {};
  String? get question => textOf(fields['question']);
  String? get travellers => textOf(fields['travellers']);
}

/// The conversation went to a person: why, to whom where that is known, by whom where a person gave it, and when it was given back. `notes`: what they should know; `task_id`: the task that brings it; `told_at`: when the customer was told that nobody had answered yet.
extension type const Handover(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get because => textOf(fields['because']);
  String? get by => textOf(fields['by']);
  DateTime? get givenBackAt => instantOf(fields['given_back_at']);
  String? get notes => textOf(fields['notes']);
  String? get taskId => textOf(fields['task_id']);
  String? get toUid => textOf(fields['to_uid']);
  DateTime? get toldAt => instantOf(fields['told_at']);
}

/// A message that waits for the assistant's turn. `media`: the kinds of its files; `ad_id`: the ad that it came from; `is_for_person`: it has a word of STOP among others.
extension type const Heard(Fields fields) {
  String? get adId => textOf(fields['ad_id']);
  DateTime? get at => instantOf(fields['at']);
  String? get id => textOf(fields['id']);
  bool get isForPerson => flagOf(fields['is_for_person']) ?? false;
  MessageKind get kind => MessageKind.of(fields['kind']) ?? MessageKind.text;
  List<String> get media => listOf(fields['media'], (each) => textOf(each)) ?? const [];
  DateTime? get receivedAt => instantOf(fields['received_at']);
  String? get text => textOf(fields['text']);
}

/// `began_at`: when the message that began it came. `reached`: of each phase after `leads` when it was reached. `campaign_code`, `package_code`, `ad_id`: the last ones that are known.
extension type const Journey(Fields fields) {
  String? get adId => textOf(fields['ad_id']);
  int get answerMs => wholeOf(fields['answer_ms']) ?? 0;
  Map<String, int> get answeredIn => mapOf(fields['answered_in'], (each) => wholeOf(each)) ?? const {};
  int get answers => wholeOf(fields['answers']) ?? 0;
  DateTime? get beganAt => instantOf(fields['began_at']);
  String? get campaignCode => textOf(fields['campaign_code']);
  Map<String, int> get handovers => mapOf(fields['handovers'], (each) => wholeOf(each)) ?? const {};
  JourneyLastOutcome? get lastOutcome => JourneyLastOutcome.of(fields['last_outcome']);
  DateTime? get lastTurnAt => instantOf(fields['last_turn_at']);
  String? get packageCode => textOf(fields['package_code']);
  Map<String, Paid> get paid => mapOf(fields['paid'], (each) => partOf(each, Paid.new)) ?? const {};
  List<AskedQuestion> get questions => listOf(fields['questions'], (each) => partOf(each, AskedQuestion.new)) ?? const [];
  DateTime? get ratedAt => instantOf(fields['rated_at']);
  int? get rating => wholeOf(fields['rating']);
  DateTime? get ratingAskedAt => instantOf(fields['rating_asked_at']);
  Map<String, DateTime> get reached => mapOf(fields['reached'], (each) => instantOf(each)) ?? const {};
  int get turns => wholeOf(fields['turns']) ?? 0;
}

/// A booking whose lead is still to be made, as it was when it was made: by then the chat may be about another.
extension type const LeadDue(Fields fields) {
  String? get adId => textOf(fields['ad_id']);
  DateTime? get at => instantOf(fields['at']);
  String? get campaignCode => textOf(fields['campaign_code']);
  int? get cycle => wholeOf(fields['cycle']);
  String? get notes => textOf(fields['notes']);
  String? get packageCode => textOf(fields['package_code']);
}

/// A turn's claim to ask a model about the burst that ends with `key`, until an instant, with what it may use. `tries`: how often this burst was asked about.
extension type const ModelLease(Fields fields) {
  String? get id => textOf(fields['id']);
  String? get key => textOf(fields['key']);
  int get micros => wholeOf(fields['micros']) ?? 0;
  int get tokens => wholeOf(fields['tokens']) ?? 0;
  int get tries => wholeOf(fields['tries']) ?? 1;
  DateTime? get until => instantOf(fields['until']);
}

/// What a conversation has of its model. `lease`: who asks it now. `tokens`, `micros`: what the conversation used on `day`, by the business's clock, with what the lease may. `said`: the last texts of the cycle `cycle` since `since`, when the conversation was handed over last.
extension type const ModelUse(Fields fields) {
  int get cycle => wholeOf(fields['cycle']) ?? 1;
  String? get day => textOf(fields['day']);
  ModelLease? get lease => partOf(fields['lease'], ModelLease.new);
  int get micros => wholeOf(fields['micros']) ?? 0;
  List<Said> get said => listOf(fields['said'], (each) => partOf(each, Said.new)) ?? const [];
  DateTime? get since => instantOf(fields['since']);
  int get tokens => wholeOf(fields['tokens']) ?? 0;
}

/// What a confirmed booking comes to.
extension type const Paid(Fields fields) {
  int get amountMinor => wholeOf(fields['amount_minor']) ?? 0;
  String? get currency => textOf(fields['currency']);
}

/// A text of a chat so far.
extension type const Said(Fields fields) {
  SaidBy get by => SaidBy.of(fields['by']) ?? SaidBy.unknown;
  String? get text => textOf(fields['text']);
}

/// A file that came with a message: where the provider keeps it, by its id or address.
extension type const MediaRef(Fields fields) {
  String? get filename => textOf(fields['filename']);
  String? get id => textOf(fields['id']);
  String? get kind => textOf(fields['kind']);
  String? get mimeType => textOf(fields['mime_type']);
  String? get sha256 => textOf(fields['sha256']);
  String? get url => textOf(fields['url']);
}

/// `price_minor` is of one.
extension type const CartItem(Fields fields) {
  String? get name => textOf(fields['name']);
  int get priceMinor => wholeOf(fields['price_minor']) ?? 0;
  String? get productId => textOf(fields['product_id']);
  int get quantity => wholeOf(fields['quantity']) ?? 1;
}

/// `price_minor`: what the customer was told last that it costs.
extension type const WishlistItem(Fields fields) {
  int? get priceMinor => wholeOf(fields['price_minor']);
  String? get productId => textOf(fields['product_id']);
}

/// Who else sells to the account, and how we stand against them there.
extension type const Competitor(Fields fields) {
  String? get name => textOf(fields['name']);
  String? get notes => textOf(fields['notes']);
  CompetitorPosition? get position => CompetitorPosition.of(fields['position']);
}

/// What is to be reached by when. `target` and `actual`: numbers of the metric, in its own unit.
extension type const Goal(Fields fields) {
  num? get actual => numberOf(fields['actual']);
  String? get dueOn => textOf(fields['due_on']);
  bool get isReached => flagOf(fields['is_reached']) ?? false;
  String? get metric => textOf(fields['metric']);
  String? get name => textOf(fields['name']);
  num? get target => numberOf(fields['target']);
}

/// A contact's place in the map of the account: their part in a decision, what they think of us, whom they obey.
extension type const Relationship(Fields fields) {
  String? get contactId => textOf(fields['contact_id']);
  RelationshipInfluence? get influence => RelationshipInfluence.of(fields['influence']);
  String? get reportsTo => textOf(fields['reports_to']);
  RelationshipStance? get stance => RelationshipStance.of(fields['stance']);
}

/// What is known of a location of its kind; fields of other kinds are empty.
extension type const Extension(Fields fields) {
  String? get banquetEventUsage => textOf(fields['banquet_event_usage']);
  int? get breakfastVolume => wholeOf(fields['breakfast_volume']);
  String? get coffeeNotesPreference => textOf(fields['coffee_notes_preference']);
  int? get employeeCount => wholeOf(fields['employee_count']);
  String? get existingMachineBrand => textOf(fields['existing_machine_brand']);
  ExtensionKind get kind => ExtensionKind.of(fields['kind']) ?? ExtensionKind.unknown;
  int? get monthlyCoffeeBudgetMinor => wholeOf(fields['monthly_coffee_budget_minor']);
  num? get monthlyCoffeeKg => numberOf(fields['monthly_coffee_kg']);
  int? get numberOfRooms => wholeOf(fields['number_of_rooms']);
  String? get pantryModel => textOf(fields['pantry_model']);
  ExtensionRoastingProfile? get roastingProfile => ExtensionRoastingProfile.of(fields['roasting_profile']);
  bool? get sampleAvailable => flagOf(fields['sample_available']);
  int? get seatingCapacity => wholeOf(fields['seating_capacity']);
}

/// `ref`: where the app has put it.
extension type const Photo(Fields fields) {
  PhotoKind get kind => PhotoKind.of(fields['kind']) ?? PhotoKind.other;
  String? get ref => textOf(fields['ref']);
}

/// A part of a document.
extension type const PlaceAddress(Fields fields) {
  String? get city => textOf(fields['city']);
  String? get detail => textOf(fields['detail']);
  String? get district => textOf(fields['district']);
  num? get lat => numberOf(fields['lat']);
  num? get lng => numberOf(fields['lng']);
  String? get postalCode => textOf(fields['postal_code']);
  String? get province => textOf(fields['province']);
}

/// When and of what a contact wants to hear. Whether they may be written to at all is the person's consents.
extension type const CommunicationPreferences(Fields fields) {
  List<CommunicationPreferencesDays> get days => listOf(fields['days'], (each) => CommunicationPreferencesDays.of(each)) ?? const [];
  String? get notAfter => textOf(fields['not_after']);
  String? get notBefore => textOf(fields['not_before']);
  List<String> get topics => listOf(fields['topics'], (each) => textOf(each)) ?? const [];
}

/// A part of a document.
extension type const ContractPrice(Fields fields) {
  int get priceMinor => wholeOf(fields['price_minor']) ?? 0;
  String? get productId => textOf(fields['product_id']);
}

/// What an account's figures have of a deal; an open one alone has a value and dimensions there. `place`: how far its stage was in its pipeline, from 1.
extension type const DealShare(Fields fields) {
  DealShareOutcome get outcome => DealShareOutcome.of(fields['outcome']) ?? DealShareOutcome.open;
  int get place => wholeOf(fields['place']) ?? 0;
  List<DealShareProductDimensions> get productDimensions => listOf(fields['product_dimensions'], (each) => DealShareProductDimensions.of(each)) ?? const [];
  String? get stage => textOf(fields['stage']);
  int get valueMinor => wholeOf(fields['value_minor']) ?? 0;
}

/// A part of a document.
extension type const StageMove(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get by => textOf(fields['by']);
  int? get days => wholeOf(fields['days']);
  String? get from => textOf(fields['from']);
  String? get to => textOf(fields['to']);
}

/// A field of a deal that raises its win probability by so many points, or lowers it.
extension type const WinReason(Fields fields) {
  String? get field => textOf(fields['field']);
  int? get points => wholeOf(fields['points']);
  String? get value => textOf(fields['value']);
}

/// What the model of win probability has of a closed deal: its outcome, and its facts as they were counted.
extension type const WinShare(Fields fields) {
  List<String> get facts => listOf(fields['facts'], (each) => textOf(each)) ?? const [];
  WinShareOutcome get outcome => WinShareOutcome.of(fields['outcome']) ?? WinShareOutcome.unknown;
}

/// The business, where it is one.
extension type const LeadCompany(Fields fields) {
  String? get city => textOf(fields['city']);
  String? get district => textOf(fields['district']);
  String? get name => textOf(fields['name']);
  String? get segment => textOf(fields['segment']);
  String? get size => textOf(fields['size']);
  String? get website => textOf(fields['website']);
}

/// The person, with phone and email as customers have them.
extension type const LeadContact(Fields fields) {
  String? get email => textOf(fields['email']);
  String? get name => textOf(fields['name']);
  String? get phone => textOf(fields['phone']);
}

/// A rule of the score that the lead meets.
extension type const LeadReason(Fields fields) {
  int? get points => wholeOf(fields['points']);
  String? get rule => textOf(fields['rule']);
}

/// `quantity` is kept as text, which is exact; None where it was spoilt. `unit_price_minor`: before what is given off. `special_by`: the leader who set a special price. `total_minor`: after the line's own discount.
extension type const QuoteLine(Fields fields) {
  String? get category => textOf(fields['category']);
  num get discountPercent => numberOf(fields['discount_percent']) ?? 0;
  int get grossMinor => wholeOf(fields['gross_minor']) ?? 0;
  String? get name => textOf(fields['name']);
  QuoteLinePriceFrom get priceFrom => QuoteLinePriceFrom.of(fields['price_from']) ?? QuoteLinePriceFrom.list;
  String? get productId => textOf(fields['product_id']);
  String? get quantity => textOf(fields['quantity']);
  String? get specialBy => textOf(fields['special_by']);
  int get totalMinor => wholeOf(fields['total_minor']) ?? 0;
  String? get unit => textOf(fields['unit']);
  int? get unitPriceMinor => wholeOf(fields['unit_price_minor']);
}

/// What became of a quote, when, by whom (a uid, `customer`, `clock`), and why where they said it.
extension type const QuoteStep(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get by => textOf(fields['by']);
  QuoteStepStep get step => QuoteStepStep.of(fields['step']) ?? QuoteStepStep.unknown;
  String? get why => textOf(fields['why']);
}

/// `net_minor`: what the tax is of. `is_included`: it is in the prices, and adds nothing to the total.
extension type const TaxLine(Fields fields) {
  bool get isIncluded => flagOf(fields['is_included']) ?? false;
  String? get name => textOf(fields['name']);
  int? get netMinor => wholeOf(fields['net_minor']);
  num? get percent => numberOf(fields['percent']);
  int? get taxMinor => wholeOf(fields['tax_minor']);
}

/// What became of a booking, by whom; `system` where its time ran out.
extension type const BookingStep(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get by => textOf(fields['by']);
  BookingStepStatus get status => BookingStepStatus.of(fields['status']) ?? BookingStepStatus.unknown;
}

/// How much a package holds: `quantity` is kept as text, which is exact.
extension type const Pack(Fields fields) {
  String? get quantity => textOf(fields['quantity']);
  String? get unit => textOf(fields['unit']);
}

/// From when to when an outlet is open on some days, by the business's clock. One that closes at 01:00 and opens at 18:00 closes on the day after.
extension type const OpenHours(Fields fields) {
  String? get closes => textOf(fields['closes']);
  List<OpenHoursDays> get days => listOf(fields['days'], (each) => OpenHoursDays.of(each)) ?? const [];
  String? get opens => textOf(fields['opens']);
}

/// What a task of the pool is handed out by: of its customer the district, the city and the member to whom they are assigned, and whether a senior should take it. `but_uid`: who had it and did nothing, passed over where there is another.
extension type const Wanted(Fields fields) {
  String? get butUid => textOf(fields['but_uid']);
  String? get city => textOf(fields['city']);
  String? get district => textOf(fields['district']);
  bool get isForSenior => flagOf(fields['is_for_senior']) ?? false;
  String? get ownerUid => textOf(fields['owner_uid']);
}

/// A task in the list: whom to call, why, what to suggest and to say. `worth`: with how late it is on this day; `why`: what it adds up from. `call_at`: when to call, where that is later on this day.
extension type const Call(Fields fields) {
  int get attempts => wholeOf(fields['attempts']) ?? 0;
  DateTime? get callAt => instantOf(fields['call_at']);
  String? get customerId => textOf(fields['customer_id']);
  String? get dueOn => textOf(fields['due_on']);
  String? get name => textOf(fields['name']);
  String? get phone => textOf(fields['phone']);
  String? get priority => textOf(fields['priority']);
  List<String> get productIds => listOf(fields['product_ids'], (each) => textOf(each)) ?? const [];
  String? get reason => textOf(fields['reason']);
  String? get script => textOf(fields['script']);
  String? get taskId => textOf(fields['task_id']);
  String? get taskType => textOf(fields['task_type']);
  String? get temperature => textOf(fields['temperature']);
  List<String> get why => listOf(fields['why'], (each) => textOf(each)) ?? const [];
  int get worth => wholeOf(fields['worth']) ?? 0;
}

/// How many tasks: `open` on this day, and of these by type and temperature; `done` on it; both are the `total`. `later`: open ones that are not to be done before another day.
extension type const Counts(Fields fields) {
  Map<String, int> get byType => mapOf(fields['by_type'], (each) => wholeOf(each)) ?? const {};
  int get cold => wholeOf(fields['cold']) ?? 0;
  int get done => wholeOf(fields['done']) ?? 0;
  int get hot => wholeOf(fields['hot']) ?? 0;
  int get later => wholeOf(fields['later']) ?? 0;
  int get open => wholeOf(fields['open']) ?? 0;
  int get total => wholeOf(fields['total']) ?? 0;
  int get warm => wholeOf(fields['warm']) ?? 0;
}

/// A part of a document.
extension type const Figure(Fields fields) {
  String? get unit => textOf(fields['unit']);
  Object? get value => fields['value'];
}

/// Of the orders with `trigger` the share `confidence` has `recommend` too: `lift` times the share of all orders that has it. `support`: the share of all orders that has both. Shares are rounded to 6 digits, the counts are exact.
extension type const Pair(Fields fields) {
  num? get confidence => numberOf(fields['confidence']);
  String? get id => textOf(fields['id']);
  num? get lift => numberOf(fields['lift']);
  int? get orders => wholeOf(fields['orders']);
  String? get recommend => textOf(fields['recommend']);
  int? get recommendOrders => wholeOf(fields['recommend_orders']);
  num? get support => numberOf(fields['support']);
  String? get trigger => textOf(fields['trigger']);
  int? get triggerOrders => wholeOf(fields['trigger_orders']);
}

/// `avg_response_time`: as S003-34 writes it; beside it in seconds the mean, the median and what 90 % came within. `successful_conversations`: answered, and never given to a person but for a payment; `escalation_rate`: given to one for another reason; of all. `conversation_completion`: of the chats that ended. `satisfaction_score`: mean of `satisfaction_count` ratings from 1 to 5.
extension type const AiPerformance(Fields fields) {
  int get answers => wholeOf(fields['answers']) ?? 0;
  num? get avgResponseS => numberOf(fields['avg_response_s']);
  String? get avgResponseTime => textOf(fields['avg_response_time']);
  int get completed => wholeOf(fields['completed']) ?? 0;
  String? get conversationCompletion => textOf(fields['conversation_completion']);
  int get ended => wholeOf(fields['ended']) ?? 0;
  int get escalated => wholeOf(fields['escalated']) ?? 0;
  String? get escalationRate => textOf(fields['escalation_rate']);
  Map<String, int> get handovers => mapOf(fields['handovers'], (each) => wholeOf(each)) ?? const {};
  num? get medianResponseS => numberOf(fields['median_response_s']);
  num? get p90ResponseS => numberOf(fields['p90_response_s']);
  int get satisfactionAsked => wholeOf(fields['satisfaction_asked']) ?? 0;
  int get satisfactionCount => wholeOf(fields['satisfaction_count']) ?? 0;
  num? get satisfactionScore => numberOf(fields['satisfaction_score']);
  int get successful => wholeOf(fields['successful']) ?? 0;
  String? get successfulConversations => textOf(fields['successful_conversations']);
  int get turns => wholeOf(fields['turns']) ?? 0;
}

/// A variant of an experiment: how many journeys had it, and how many of these came so far or further.
extension type const ArmRow(Fields fields) {
  String? get arm => textOf(fields['arm']);
  int get booking => wholeOf(fields['booking']) ?? 0;
  String? get bookingRate => textOf(fields['booking_rate']);
  int get escalated => wholeOf(fields['escalated']) ?? 0;
  String? get experiment => textOf(fields['experiment']);
  int get interest => wholeOf(fields['interest']) ?? 0;
  int get leads => wholeOf(fields['leads']) ?? 0;
  int get paid => wholeOf(fields['paid']) ?? 0;
}

/// `clicks`: as they were posted for the days of the period, None where none were; `ad_chats`: chats that came by an ad's own click. `conversion`: bookings of clicks. `cost_minor`: None where none was posted; `roi`: what came in over what it cost, less one. `other_currency`: bookings that were paid in another one, and are not in the revenue.
extension type const CampaignRow(Fields fields) {
  int get adChats => wholeOf(fields['ad_chats']) ?? 0;
  int get bookings => wholeOf(fields['bookings']) ?? 0;
  String? get campaignCode => textOf(fields['campaign_code']);
  int? get clicks => wholeOf(fields['clicks']);
  int get conversations => wholeOf(fields['conversations']) ?? 0;
  String? get conversion => textOf(fields['conversion']);
  int? get costMinor => wholeOf(fields['cost_minor']);
  int? get costPerBookingMinor => wholeOf(fields['cost_per_booking_minor']);
  int get otherCurrency => wholeOf(fields['other_currency']) ?? 0;
  int get paid => wholeOf(fields['paid']) ?? 0;
  int get revenueMinor => wholeOf(fields['revenue_minor']) ?? 0;
  String? get roi => textOf(fields['roi']);
}

/// `frequency`: how often it was asked; `ai_success_rate`: how often the assistant answered it by itself.
extension type const CommonQuestion(Fields fields) {
  String? get aiSuccessRate => textOf(fields['ai_success_rate']);
  String? get faqId => textOf(fields['faq_id']);
  int get frequency => wholeOf(fields['frequency']) ?? 0;
  String? get questionPattern => textOf(fields['question_pattern']);
}

/// `total_leads`: the journeys that began in the period. The others: how many of these came so far or further. `conversion_rate`: those that paid, of all; None of none.
extension type const ConversionMetrics(Fields fields) {
  int get bookingToPaid => wholeOf(fields['booking_to_paid']) ?? 0;
  String? get conversionRate => textOf(fields['conversion_rate']);
  int get interestToBooking => wholeOf(fields['interest_to_booking']) ?? 0;
  int get leadsToInterest => wholeOf(fields['leads_to_interest']) ?? 0;
  int get totalLeads => wholeOf(fields['total_leads']) ?? 0;
}

/// Each the share that was lost on the way: 100 % less the conversion (S003-36). None where nobody came so far.
extension type const DropOff(Fields fields) {
  String? get bookingToPayment => textOf(fields['booking_to_payment']);
  String? get interestToBooking => textOf(fields['interest_to_booking']);
  String? get leadsToInterest => textOf(fields['leads_to_interest']);
}

/// Of all campaign codes whose cost was posted.
extension type const Roi(Fields fields) {
  int? get costMinor => wholeOf(fields['cost_minor']);
  String? get currency => textOf(fields['currency']);
  int get revenueMinor => wholeOf(fields['revenue_minor']) ?? 0;
  String? get roi => textOf(fields['roi']);
}

/// Against the period before, in percentage points, more is better; None where that was not counted.
extension type const SuccessMetrics(Fields fields) {
  String? get comparedWith => textOf(fields['compared_with']);
  String? get completionImprovement => textOf(fields['completion_improvement']);
  String? get conversionImprovement => textOf(fields['conversion_improvement']);
  String? get escalationReduction => textOf(fields['escalation_reduction']);
}

/// What was posted of a day, and by which command. `cost_minor`: None where it is not known.
extension type const DayOfClicks(Fields fields) {
  int get clicks => wholeOf(fields['clicks']) ?? 0;
  int? get costMinor => wholeOf(fields['cost_minor']);
  Edit? get edit => partOf(fields['edit'], Edit.new);
}

/// One reason why a command is refused: the dotted path of a field, and the reason in words without its value.
extension type const Problem(Fields fields) {
  String? get message => textOf(fields['message']);
  String? get path => textOf(fields['path']);
}

/// When a member works where that is not when the business does; what is absent is as the business has it.
extension type const OwnHours(Fields fields) {
  List<OwnHoursDays> get days => listOf(fields['days'], (each) => OwnHoursDays.of(each)) ?? const [];
  String? get end => textOf(fields['end']);
  String? get start => textOf(fields['start']);
}

/// `html` is escaped as it is rendered; without it the text alone goes out. `preheader`: the preview line.
extension type const EmailSettings(Fields fields) {
  Map<String, String>? get html => mapOf(fields['html'], (each) => textOf(each));
  Map<String, String>? get preheader => mapOf(fields['preheader'], (each) => textOf(each));
  Map<String, String> get subject => mapOf(fields['subject'], (each) => textOf(each)) ?? const {};
}

/// A part of a document.
extension type const MediaSettings(Fields fields) {
  String? get filename => textOf(fields['filename']);
  MediaSettingsKind get kind => MediaSettingsKind.of(fields['kind']) ?? MediaSettingsKind.unknown;
  String? get url => textOf(fields['url']);
}

/// `title` by language, `link` into the app, `data` for it; all of them may have variables.
extension type const PushSettings(Fields fields) {
  Map<String, String> get data => mapOf(fields['data'], (each) => textOf(each)) ?? const {};
  String? get link => textOf(fields['link']);
  Map<String, String>? get title => mapOf(fields['title'], (each) => textOf(each));
}

/// A place in the texts. Without a default its value must come with the message, unless it is not required: then it may be empty. `sample` is for checks and previews.
extension type const Variable(Fields fields) {
  Object? get default_ => fields['default'];
  bool get isRequired => flagOf(fields['is_required']) ?? true;
  Object? get sample => fields['sample'];
}

/// The template that WhatsApp approved: its name, the approved code of each of our languages, and the texts that fill its places, in their order; each may have variables. `names`: languages whose approved name is another one.
extension type const WhatsAppSettings(Fields fields) {
  Map<String, String> get buttons => mapOf(fields['buttons'], (each) => textOf(each)) ?? const {};
  String? get header => textOf(fields['header']);
  Map<String, String> get languages => mapOf(fields['languages'], (each) => textOf(each)) ?? const {};
  String? get name => textOf(fields['name']);
  Map<String, String> get names => mapOf(fields['names'], (each) => textOf(each)) ?? const {};
  List<String> get parameters => listOf(fields['parameters'], (each) => textOf(each)) ?? const [];
}

/// A part of a document.
extension type const AddTag(Fields fields) {
  String? get tag => textOf(fields['tag']);
}

/// At most once in this time.
extension type const Every(Fields fields) {
  String? get every => textOf(fields['every']);
}

/// A membership card for a customer who has none: `auto` gives them a number, by which the till finds them; `manual` makes a task `card_handover` of a member, who hands one over and enters its number.
extension type const GiveCard(Fields fields) {
  Object? get assign => fields['assign'];
  GiveCardCard get card => GiveCardCard.of(fields['card']) ?? GiveCardCard.unknown;
  String? get dueIn => textOf(fields['due_in']);
}

/// Later sends of the same part have its code as the variable `coupon`, and its share as `coupon_percent`.
extension type const IssueCoupon(Fields fields) {
  NewCoupon get coupon => partOf(fields['coupon'], NewCoupon.new) ?? NewCoupon(const {});
}

/// A time of each document: so long after or before a date of it, at `hour` of the customer's day. Of several fields the first counts that the document has. `yearly`: it returns each year, as an anniversary; a birthday always does.
extension type const Moment(Fields fields) {
  String? get after => textOf(fields['after']);
  String? get before => textOf(fields['before']);
  Object? get field => fields['field'];
  String? get hour => textOf(fields['hour']);
  bool get yearly => flagOf(fields['yearly']) ?? false;
}

/// A day of every month, at an hour of the customer's day.
extension type const Monthly(Fields fields) {
  int get day => wholeOf(fields['day']) ?? 1;
  String? get every => textOf(fields['every']);
  String? get hour => textOf(fields['hour']);
}

/// A single-use coupon of the customer: a share of the bill, an amount, or an item free; for bills of `minimum_minor` on, and for lines of these products and categories where any are named. `benefit`: the share that the customer's tier gives; without one there is no coupon.
extension type const NewCoupon(Fields fields) {
  int? get amountMinor => wholeOf(fields['amount_minor']);
  NewCouponBenefit? get benefit => NewCouponBenefit.of(fields['benefit']);
  List<String> get categories => listOf(fields['categories'], (each) => textOf(each)) ?? const [];
  String? get freeItem => textOf(fields['free_item']);
  int? get maxDiscountMinor => wholeOf(fields['max_discount_minor']);
  int? get minimumMinor => wholeOf(fields['minimum_minor']);
  String? get name => textOf(fields['name']);
  int? get percent => wholeOf(fields['percent']);
  List<String> get products => listOf(fields['products'], (each) => textOf(each)) ?? const [];
  String? get validFor => textOf(fields['valid_for']);
}

/// A task of a member or of the pool, due so long after. `script`: what to say, a template's text in the customer's language.
extension type const NewTask(Fields fields) {
  Object? get assign => fields['assign'];
  String? get dueIn => textOf(fields['due_in']);
  NewTaskPriority get priority => NewTaskPriority.of(fields['priority']) ?? NewTaskPriority.normal;
  String? get reason => textOf(fields['reason']);
  String? get script => textOf(fields['script']);
  String? get taskType => textOf(fields['task_type']);
}

/// An internal message to members of staff by this template.
extension type const Notify(Fields fields) {
  Object? get notify => fields['notify'];
  String? get template => textOf(fields['template']);
  Fields get variables => fieldsOf(fields['variables']) ?? const {};
}

/// A part of a document.
extension type const OfRole(Fields fields) {
  String? get role => textOf(fields['role']);
}

/// A part of a document.
extension type const OneMember(Fields fields) {
  String? get uid => textOf(fields['uid']);
}

/// The score worked out at this moment, and its reasons kept with the interaction.
extension type const Recompute(Fields fields) {
  String? get recompute => textOf(fields['recompute']);
}

/// A part of a document.
extension type const RemoveTag(Fields fields) {
  String? get untag => textOf(fields['untag']);
}

/// A message by this template. `channels`: one on each of them; without any on the first that the gate allows. `to`: the customer, or the primary contact of their account; the customer where that has none.
extension type const Send(Fields fields) {
  List<Channel> get channels => listOf(fields['channels'], (each) => Channel.of(each)) ?? const [];
  String? get send => textOf(fields['send']);
  SendTo get to => SendTo.of(fields['to']) ?? SendTo.customer;
  Fields get variables => fieldsOf(fields['variables']) ?? const {};
}

/// A later part of a sequence, so long after the part before it, where `when` holds then.
extension type const Step(Fields fields) {
  String? get after => textOf(fields['after']);
  List<Object?> get then => listOf(fields['then'], (each) => each) ?? const [];
  Object? get when_ => fields['when'] ?? true;
}

/// A part of a document.
extension type const TaskCreation(Fields fields) {
  NewTask get createTask => partOf(fields['create_task'], NewTask.new) ?? NewTask(const {});
}

/// The quantity that lasts `avg_consumption_days`.
extension type const Reference(Fields fields) {
  String? get quantity => textOf(fields['quantity']);
  String? get unit => textOf(fields['unit']);
}

/// Products by id, and categories of order lines, whatever their capitals; one of each or several.
extension type const Goods(Fields fields) {
  List<String> get category => listOf(fields['category'], (each) => textOf(each)) ?? const [];
  List<String> get productId => listOf(fields['product_id'], (each) => textOf(each)) ?? const [];
}

/// The recipients of a campaign of whom all words of `did` are true, and none of `did_not`.
extension type const CampaignLog(Fields fields) {
  String? get campaignId => textOf(fields['campaign_id']);
  List<CampaignLogDid> get did => listOf(fields['did'], (each) => CampaignLogDid.of(each)) ?? const [];
  List<CampaignLogDidNot> get didNot => listOf(fields['did_not'], (each) => CampaignLogDidNot.of(each)) ?? const [];
}

/// Which orders an offer is for. `minimum_minor`: the least bill; `products`, `categories`: of which lines (those of either), and one of them has to be on the bill. `is_first_order`: only where no other order of the customer counts. `starts_on` to `ends_on`, both with their whole day, and `weekdays`, are days of the organisation's zone. `tiers` and `segments`: customers in one of them.
extension type const OfferConditions(Fields fields) {
  List<String> get categories => listOf(fields['categories'], (each) => textOf(each)) ?? const [];
  List<SalesChannel> get channels => listOf(fields['channels'], (each) => SalesChannel.of(each)) ?? const [];
  String? get endsOn => textOf(fields['ends_on']);
  bool get isFirstOrder => flagOf(fields['is_first_order']) ?? false;
  int? get minimumMinor => wholeOf(fields['minimum_minor']);
  List<String> get outlets => listOf(fields['outlets'], (each) => textOf(each)) ?? const [];
  List<String> get products => listOf(fields['products'], (each) => textOf(each)) ?? const [];
  List<String> get segments => listOf(fields['segments'], (each) => textOf(each)) ?? const [];
  String? get startsOn => textOf(fields['starts_on']);
  List<String> get tiers => listOf(fields['tiers'], (each) => textOf(each)) ?? const [];
  List<OfferConditionsWeekdays> get weekdays => listOf(fields['weekdays'], (each) => OfferConditionsWeekdays.of(each)) ?? const [];
}

/// So many whole units of these goods, at `percent` less.
extension type const OfferGift(Fields fields) {
  List<String> get category => listOf(fields['category'], (each) => textOf(each)) ?? const [];
  int get percent => wholeOf(fields['percent']) ?? 100;
  List<String> get productId => listOf(fields['product_id'], (each) => textOf(each)) ?? const [];
  int get quantity => wholeOf(fields['quantity']) ?? 1;
}

/// How many orders may redeem an offer, all together and of a customer, and how much it may take off altogether. `within_days`: of a customer's those count that were bought less than so many days before or after; without it all do, for good.
extension type const OfferLimits(Fields fields) {
  int? get budgetMinor => wholeOf(fields['budget_minor']);
  int? get perCustomer => wholeOf(fields['per_customer']);
  int? get total => wholeOf(fields['total']);
  int? get withinDays => wholeOf(fields['within_days']);
}

/// From a bill of `minimum_minor` on, `percent`.
extension type const OfferStep(Fields fields) {
  int? get minimumMinor => wholeOf(fields['minimum_minor']);
  int? get percent => wholeOf(fields['percent']);
}

/// So many whole units of these goods.
extension type const OfferUnits(Fields fields) {
  List<String> get category => listOf(fields['category'], (each) => textOf(each)) ?? const [];
  List<String> get productId => listOf(fields['product_id'], (each) => textOf(each)) ?? const [];
  int get quantity => wholeOf(fields['quantity']) ?? 1;
}

/// How many hours a deal may stand in a stage: those of the clock, or those in which the business works.
extension type const Sla(Fields fields) {
  SlaCounts get counts => SlaCounts.of(fields['counts']) ?? SlaCounts.always;
  int? get hours => wholeOf(fields['hours']);
}

/// `requires`: fields of the deal that may not be empty there; what is won or lost needs a reason in any case. `movers`: the roles that may move a deal here; none named: all who may change it. `after`: the stages that a deal may come from; none named: what its outcome allows (domain/sales/stages.py).
extension type const StageSettings(Fields fields) {
  List<String>? get after => listOf(fields['after'], (each) => textOf(each));
  StageSettingsForecast get forecast => StageSettingsForecast.of(fields['forecast']) ?? StageSettingsForecast.pipeline;
  String? get id => textOf(fields['id']);
  List<String>? get movers => listOf(fields['movers'], (each) => textOf(each));
  String? get name => textOf(fields['name']);
  StageSettingsOutcome get outcome => StageSettingsOutcome.of(fields['outcome']) ?? StageSettingsOutcome.open;
  int? get probabilityPercent => wholeOf(fields['probability_percent']);
  List<StageSettingsRequires> get requires => listOf(fields['requires'], (each) => StageSettingsRequires.of(each)) ?? const [];
  Sla? get sla => partOf(fields['sla'], Sla.new);
}

/// One that fits is enough. Which of two territories has a customer whom both take: territories/matching.py.
extension type const TerritoryRules(Fields fields) {
  List<String> get cities => listOf(fields['cities'], (each) => textOf(each)) ?? const [];
  List<String> get customerIds => listOf(fields['customer_ids'], (each) => textOf(each)) ?? const [];
  List<String> get districts => listOf(fields['districts'], (each) => textOf(each)) ?? const [];
  List<String> get postalPrefixes => listOf(fields['postal_prefixes'], (each) => textOf(each)) ?? const [];
  List<String> get provinces => listOf(fields['provinces'], (each) => textOf(each)) ?? const [];
}

/// What is sent beside a text: a file at `url`, or of a location its coordinates. `filename`: what a document is called at the reader's. `caption` by language.
extension type const Medium(Fields fields) {
  Map<String, String> get caption => mapOf(fields['caption'], (each) => textOf(each)) ?? const {};
  String? get filename => textOf(fields['filename']);
  MediumKind get kind => MediumKind.of(fields['kind']) ?? MediumKind.unknown;
  num? get latitude => numberOf(fields['latitude']);
  num? get longitude => numberOf(fields['longitude']);
  String? get url => textOf(fields['url']);
}

/// Who gave a version its text of a type. `signed_by`: by what name they gave it.
extension type const GivenText(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get by => textOf(fields['by']);
  String? get signedBy => textOf(fields['signed_by']);
}

/// The last trial of a version that is over: `digest` of the texts that it tried, `responder`: who answered.
extension type const LastTrial(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get digest => textOf(fields['digest']);
  bool? get hasPassed => flagOf(fields['has_passed']);
  int? get number => wholeOf(fields['number']);
  String? get responder => textOf(fields['responder']);
}

/// A version came to a status.
extension type const PromptStep(Fields fields) {
  DateTime? get at => instantOf(fields['at']);
  String? get by => textOf(fields['by']);
  PromptStepStatus get status => PromptStepStatus.of(fields['status']) ?? PromptStepStatus.unknown;
}

/// What a customer says, a message or a burst of them, and what has to come of it. What is absent is not looked at. `package`: the code of the package that the chat is about then; `handover`: why a person gets the chat, `any` or `none`; `package` too may be `none`. `must_say`, `must_not_say`: words of the answer, in any case.
extension type const ExampleTurn(Fields fields) {
  ExampleTurnHandover? get handover => ExampleTurnHandover.of(fields['handover']);
  List<String> get mustNotSay => listOf(fields['must_not_say'], (each) => textOf(each)) ?? const [];
  List<String> get mustSay => listOf(fields['must_say'], (each) => textOf(each)) ?? const [];
  Object? get package => fields['package'];
  ExampleTurnPhase? get phase => ExampleTurnPhase.of(fields['phase']);
  List<String> get says => listOf(fields['says'], (each) => textOf(each)) ?? const [];
}

/// How an example went.
extension type const ExampleResult(Fields fields) {
  bool? get hasPassed => flagOf(fields['has_passed']);
  List<Miss> get misses => listOf(fields['misses'], (each) => partOf(each, Miss.new)) ?? const [];
  String? get title => textOf(fields['title']);
  List<PlayedTurn> get turns => listOf(fields['turns'], (each) => partOf(each, PlayedTurn.new)) ?? const [];
}

/// What of a turn, the first one being 1, came otherwise: what was `wanted`, and what was `got`.
extension type const Miss(Fields fields) {
  String? get got => textOf(fields['got']);
  int? get turn => wholeOf(fields['turn']);
  String? get wanted => textOf(fields['wanted']);
  String? get what => textOf(fields['what']);
}

/// A turn as it went. `asked_model`: whether the prompt was used in it.
extension type const PlayedTurn(Fields fields) {
  String? get answer => textOf(fields['answer']);
  bool get askedModel => flagOf(fields['asked_model']) ?? false;
  num? get confidence => numberOf(fields['confidence']);
  String? get handover => textOf(fields['handover']);
  String? get package => textOf(fields['package']);
  String? get phase => textOf(fields['phase']);
  List<String> get says => listOf(fields['says'], (each) => textOf(each)) ?? const [];
}

/// What the customers of one group bought in the time of attribution: how many `people` there are, how many of them bought, their orders and amount; of these those that this campaign was the last one before, and the first one.
extension type const ArmResult(Fields fields) {
  int get buyers => wholeOf(fields['buyers']) ?? 0;
  int get firstTouchMinor => wholeOf(fields['first_touch_minor']) ?? 0;
  int get firstTouchOrders => wholeOf(fields['first_touch_orders']) ?? 0;
  int get lastTouchMinor => wholeOf(fields['last_touch_minor']) ?? 0;
  int get lastTouchOrders => wholeOf(fields['last_touch_orders']) ?? 0;
  int get orders => wholeOf(fields['orders']) ?? 0;
  int get people => wholeOf(fields['people']) ?? 0;
  int get revenueMinor => wholeOf(fields['revenue_minor']) ?? 0;
}

/// A campaign's results as of `counted_at`; once `is_final` they do not move any more. `cost_minor`: of what was planned. `roi`: what the campaign brought for one unit of what it cost (docs/campaigns.md); None without either. `kpi`: of one that is judged by a figure. `offer`, `variant_offers`: of one that has an offer.
extension type const CampaignMetrics(Fields fields) {
  Map<String, ChannelReach> get channels => mapOf(fields['channels'], (each) => partOf(each, ChannelReach.new)) ?? const {};
  int get costMinor => wholeOf(fields['cost_minor']) ?? 0;
  DateTime? get countedAt => instantOf(fields['counted_at']);
  ArmResult get heldOut => partOf(fields['held_out'], ArmResult.new) ?? ArmResult(const {});
  bool get isFinal => flagOf(fields['is_final']) ?? false;
  KpiResult? get kpi => partOf(fields['kpi'], KpiResult.new);
  OfferResult? get offer => partOf(fields['offer'], OfferResult.new);
  ReachResult get reach => partOf(fields['reach'], ReachResult.new) ?? ReachResult(const {});
  num? get roi => numberOf(fields['roi']);
  List<VariantTest> get tests => listOf(fields['tests'], (each) => partOf(each, VariantTest.new)) ?? const [];
  ArmResult get treated => partOf(fields['treated'], ArmResult.new) ?? ArmResult(const {});
  UpliftResult get uplift => partOf(fields['uplift'], UpliftResult.new) ?? UpliftResult(const {});
  Map<String, OfferResult> get variantOffers => mapOf(fields['variant_offers'], (each) => partOf(each, OfferResult.new)) ?? const {};
  Map<String, ReachResult> get variantReach => mapOf(fields['variant_reach'], (each) => partOf(each, ReachResult.new)) ?? const {};
  Map<String, ArmResult> get variants => mapOf(fields['variants'], (each) => partOf(each, ArmResult.new)) ?? const {};
}

/// The same of the messages of one channel, as far as a provider reports.
extension type const ChannelReach(Fields fields) {
  int get delivered => wholeOf(fields['delivered']) ?? 0;
  num? get deliveryRate => numberOf(fields['delivery_rate']);
  int get failed => wholeOf(fields['failed']) ?? 0;
  int get read => wholeOf(fields['read']) ?? 0;
  int get sent => wholeOf(fields['sent']) ?? 0;
}

/// The figure by which a campaign is judged, of those whom it was sent to: `numerator` over `denominator`, or a sum without one. Shares are 0 to 1, money in the minor unit; None where there is nothing to share. `held_out`: the same of those who were held out. `is_met`: whether it is no less than `target`.
extension type const KpiResult(Fields fields) {
  int? get denominator => wholeOf(fields['denominator']);
  num? get heldOut => numberOf(fields['held_out']);
  bool? get isMet => flagOf(fields['is_met']);
  KpiResultKpi get kpi => KpiResultKpi.of(fields['kpi']) ?? KpiResultKpi.unknown;
  int get numerator => wholeOf(fields['numerator']) ?? 0;
  num? get target => numberOf(fields['target']);
  num? get value => numberOf(fields['value']);
}

/// What those who were written to redeemed of the campaign's offer, in the time of attribution: how many customers did (`redeemers`), their orders that do, and what this took off these. `redemption_rate`: the redeemers' share of those who were written to, from 0 to 1; None of nobody.
extension type const OfferResult(Fields fields) {
  int get discountMinor => wholeOf(fields['discount_minor']) ?? 0;
  int get redeemers => wholeOf(fields['redeemers']) ?? 0;
  num? get redemptionRate => numberOf(fields['redemption_rate']);
  int get redemptions => wholeOf(fields['redemptions']) ?? 0;
}

/// What pages did so far: customers who were `passed`, and of these those whose message was `queued`, who are to be `called`, who were `held_out`, and whose message was `suppressed`, by reason. `cost_minor`: of what was queued.
extension type const Progress(Fields fields) {
  int get called => wholeOf(fields['called']) ?? 0;
  int get costMinor => wholeOf(fields['cost_minor']) ?? 0;
  int get heldOut => wholeOf(fields['held_out']) ?? 0;
  int get passed => wholeOf(fields['passed']) ?? 0;
  int get queued => wholeOf(fields['queued']) ?? 0;
  Map<String, int> get reasons => mapOf(fields['reasons'], (each) => wholeOf(each)) ?? const {};
  int get suppressed => wholeOf(fields['suppressed']) ?? 0;
}

/// What became of the messages of those who were written to, and what these did: how many were `sent` (or given out as a call), of these `delivered` and of these `read`; how many `failed` or may not have gone out; how many customers `clicked`, `replied`, `responded` (one of the two) and `opted_out`. Each rate is a share from 0 to 1; None where there is nothing to have a share of.
extension type const ReachResult(Fields fields) {
  int get clicked => wholeOf(fields['clicked']) ?? 0;
  num? get conversionRate => numberOf(fields['conversion_rate']);
  int get delivered => wholeOf(fields['delivered']) ?? 0;
  num? get deliveryRate => numberOf(fields['delivery_rate']);
  int get failed => wholeOf(fields['failed']) ?? 0;
  int get optedOut => wholeOf(fields['opted_out']) ?? 0;
  int get read => wholeOf(fields['read']) ?? 0;
  int get replied => wholeOf(fields['replied']) ?? 0;
  int get responded => wholeOf(fields['responded']) ?? 0;
  num? get responseRate => numberOf(fields['response_rate']);
  int get sent => wholeOf(fields['sent']) ?? 0;
}

/// How many more of those who were written to bought than of those who were held out: see uplift.py.
extension type const UpliftResult(Fields fields) {
  num? get high => numberOf(fields['high']);
  num? get low => numberOf(fields['low']);
  num? get points => numberOf(fields['points']);
  int? get revenueMinor => wholeOf(fields['revenue_minor']);
  UpliftResultVerdict get verdict => UpliftResultVerdict.of(fields['verdict']) ?? UpliftResultVerdict.tooFew;
}

/// One of several texts of a campaign; `weight`: its share among them.
extension type const Variant(Fields fields) {
  String? get id => textOf(fields['id']);
  String? get template => textOf(fields['template']);
  int get weight => wholeOf(fields['weight']) ?? 1;
}

/// Two variants compared: how likely such a difference is by chance, corrected for several comparisons; None where there are too few.
extension type const VariantTest(Fields fields) {
  String? get first => textOf(fields['first']);
  num? get pValue => numberOf(fields['p_value']);
  String? get second => textOf(fields['second']);
}
