// Made by `make schemas` from the server's models: change those.

/// Words that are stored as `points`, `wallet_minor`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AdjustPointsUnit {
  points('points'),
  walletMinor('wallet_minor'),
  unknown('');

  const AdjustPointsUnit(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AdjustPointsUnit? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `category`, `product`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AffinityTableOf {
  category('category'),
  product('product'),
  unknown('');

  const AffinityTableOf(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AffinityTableOf? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `accept`, `decline`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AnswerQuoteAnswer {
  accept('accept'),
  decline('decline'),
  unknown('');

  const AnswerQuoteAnswer(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AnswerQuoteAnswer? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `approved`, `pending`, `rejected`, `paused`, `disabled`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ApprovalState {
  approved('approved'),
  pending('pending'),
  rejected('rejected'),
  paused('paused'),
  disabled('disabled'),
  unknown('');

  const ApprovalState(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ApprovalState? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `leads`, `interest`, `booking`, `paid`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AssistantTurnPhaseAfter {
  leads('leads'),
  interest('interest'),
  booking('booking'),
  paid('paid'),
  unknown('');

  const AssistantTurnPhaseAfter(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AssistantTurnPhaseAfter? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `leads`, `interest`, `booking`, `paid`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AssistantTurnPhaseBefore {
  leads('leads'),
  interest('interest'),
  booking('booking'),
  paid('paid'),
  unknown('');

  const AssistantTurnPhaseBefore(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AssistantTurnPhaseBefore? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `image`, `video`, `audio`, `document`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AttachmentKind {
  image('image'),
  video('video'),
  audio('audio'),
  document('document'),
  unknown('');

  const AttachmentKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AttachmentKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `command`, `api`, `command_line`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AuditEntryBy {
  command('command'),
  api('api'),
  commandLine('command_line'),
  unknown('');

  const AuditEntryBy(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AuditEntryBy? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `auto_followup_reminder`, `auto_email_sent`, `auto_whatsapp_sent`, `lead_score_updated`, `churn_risk_alert`, `reorder_reminder`, `birthday_greeting`, `campaign_triggered`, `sentiment_analyzed`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AutomationInteractionType {
  autoFollowupReminder('auto_followup_reminder'),
  autoEmailSent('auto_email_sent'),
  autoWhatsappSent('auto_whatsapp_sent'),
  leadScoreUpdated('lead_score_updated'),
  churnRiskAlert('churn_risk_alert'),
  reorderReminder('reorder_reminder'),
  birthdayGreeting('birthday_greeting'),
  campaignTriggered('campaign_triggered'),
  sentimentAnalyzed('sentiment_analyzed'),
  unknown('');

  const AutomationInteractionType(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AutomationInteractionType? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `customers`, `orders`, `interactions`, `carts`, `wishlists`, `stock_notices`, `products`, `invoices`, `contracts`, `brands`, `opportunities`, `quotes`, `referrals`, `leads`, `tasks`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum AutomationOf {
  customers('customers'),
  orders('orders'),
  interactions('interactions'),
  carts('carts'),
  wishlists('wishlists'),
  stockNotices('stock_notices'),
  products('products'),
  invoices('invoices'),
  contracts('contracts'),
  brands('brands'),
  opportunities('opportunities'),
  quotes('quotes'),
  referrals('referrals'),
  leads('leads'),
  tasks('tasks'),
  unknown('');

  const AutomationOf(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static AutomationOf? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `reserved`, `confirmed`, `cancelled`, `expired`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum BookingStatus {
  reserved('reserved'),
  confirmed('confirmed'),
  cancelled('cancelled'),
  expired('expired'),
  unknown('');

  const BookingStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static BookingStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `reserved`, `confirmed`, `cancelled`, `expired`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum BookingStepStatus {
  reserved('reserved'),
  confirmed('confirmed'),
  cancelled('cancelled'),
  expired('expired'),
  unknown('');

  const BookingStepStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static BookingStepStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `micro`, `small`, `medium`, `large`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum BrandBusinessScale {
  micro('micro'),
  small('small'),
  medium('medium'),
  large('large'),
  unknown('');

  const BrandBusinessScale(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static BrandBusinessScale? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `good`, `at_risk`, `poor`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum BrandHealth {
  good('good'),
  atRisk('at_risk'),
  poor('poor'),
  unknown('');

  const BrandHealth(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static BrandHealth? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `cafe`, `restaurant`, `hotel`, `office`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum BrandIndustrySegment {
  cafe('cafe'),
  restaurant('restaurant'),
  hotel('hotel'),
  office('office'),
  unknown('');

  const BrandIndustrySegment(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static BrandIndustrySegment? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `owner`, `manager`, `staff`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum BrandPicRole {
  owner('owner'),
  manager('manager'),
  staff('staff'),
  unknown('');

  const BrandPicRole(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static BrandPicRole? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `push`, `whatsapp`, `sms`, `email`, `call`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CalendarEntryChannels {
  push('push'),
  whatsapp('whatsapp'),
  sms('sms'),
  email('email'),
  call('call'),
  unknown('');

  const CalendarEntryChannels(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CalendarEntryChannels? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `first_order_conversion`, `cross_sell_rate`, `aov`, `order_volume`, `new_leads`, `membership_adoption`, `trial_to_repeat`, `basket_size`, `reactivation`, `revenue`, `retention`, `upgrade_rate`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CalendarEntryKpi {
  firstOrderConversion('first_order_conversion'),
  crossSellRate('cross_sell_rate'),
  aov('aov'),
  orderVolume('order_volume'),
  newLeads('new_leads'),
  membershipAdoption('membership_adoption'),
  trialToRepeat('trial_to_repeat'),
  basketSize('basket_size'),
  reactivation('reactivation'),
  revenue('revenue'),
  retention('retention'),
  upgradeRate('upgrade_rate'),
  unknown('');

  const CalendarEntryKpi(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CalendarEntryKpi? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `push`, `whatsapp`, `sms`, `email`, `call`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignChannels {
  push('push'),
  whatsapp('whatsapp'),
  sms('sms'),
  email('email'),
  call('call'),
  unknown('');

  const CampaignChannels(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignChannels? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `lead`, `task`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignHandoff {
  lead('lead'),
  task('task'),
  unknown('');

  const CampaignHandoff(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignHandoff? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `first_order_conversion`, `cross_sell_rate`, `aov`, `order_volume`, `new_leads`, `membership_adoption`, `trial_to_repeat`, `basket_size`, `reactivation`, `revenue`, `retention`, `upgrade_rate`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignKpi {
  firstOrderConversion('first_order_conversion'),
  crossSellRate('cross_sell_rate'),
  aov('aov'),
  orderVolume('order_volume'),
  newLeads('new_leads'),
  membershipAdoption('membership_adoption'),
  trialToRepeat('trial_to_repeat'),
  basketSize('basket_size'),
  reactivation('reactivation'),
  revenue('revenue'),
  retention('retention'),
  upgradeRate('upgrade_rate'),
  unknown('');

  const CampaignKpi(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignKpi? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `sent`, `received`, `opened`, `failed`, `suppressed`, `held_out`, `clicked`, `replied`, `opted_out`, `bought`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignLogDid {
  sent('sent'),
  received('received'),
  opened('opened'),
  failed('failed'),
  suppressed('suppressed'),
  heldOut('held_out'),
  clicked('clicked'),
  replied('replied'),
  optedOut('opted_out'),
  bought('bought'),
  unknown('');

  const CampaignLogDid(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignLogDid? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `sent`, `received`, `opened`, `failed`, `suppressed`, `held_out`, `clicked`, `replied`, `opted_out`, `bought`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignLogDidNot {
  sent('sent'),
  received('received'),
  opened('opened'),
  failed('failed'),
  suppressed('suppressed'),
  heldOut('held_out'),
  clicked('clicked'),
  replied('replied'),
  optedOut('opted_out'),
  bought('bought'),
  unknown('');

  const CampaignLogDidNot(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignLogDidNot? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `tracked_only`, `scheduled`, `ongoing`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignMode {
  trackedOnly('tracked_only'),
  scheduled('scheduled'),
  ongoing('ongoing'),
  unknown('');

  const CampaignMode(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignMode? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `approval_missing`, `budget`, `ended`, `offer_missing`, `segment_missing`, `segment_unbuilt`, `template_missing`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignStandsBecause {
  approvalMissing('approval_missing'),
  budget('budget'),
  ended('ended'),
  offerMissing('offer_missing'),
  segmentMissing('segment_missing'),
  segmentUnbuilt('segment_unbuilt'),
  templateMissing('template_missing'),
  unknown('');

  const CampaignStandsBecause(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignStandsBecause? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `draft`, `scheduled`, `running`, `paused`, `done`, `cancelled`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignStatus {
  draft('draft'),
  scheduled('scheduled'),
  running('running'),
  paused('paused'),
  done('done'),
  cancelled('cancelled'),
  unknown('');

  const CampaignStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `clicked`, `replied`, `opted_out`, `bought`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CampaignTouchDid {
  clicked('clicked'),
  replied('replied'),
  optedOut('opted_out'),
  bought('bought'),
  unknown('');

  const CampaignTouchDid(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CampaignTouchDid? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `leads`, `interest`, `booking`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CaptureChatLeadPhase {
  leads('leads'),
  interest('interest'),
  booking('booking'),
  unknown('');

  const CaptureChatLeadPhase(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CaptureChatLeadPhase? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `female`, `male`, `other`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ChangeCustomerGender {
  female('female'),
  male('male'),
  other('other'),
  unknown('');

  const ChangeCustomerGender(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ChangeCustomerGender? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `cafe`, `restaurant`, `hotel`, `office`, `personal`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ChangeCustomerSegment {
  cafe('cafe'),
  restaurant('restaurant'),
  hotel('hotel'),
  office('office'),
  personal('personal'),
  unknown('');

  const ChangeCustomerSegment(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ChangeCustomerSegment? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b_app`, `retail_app`, `customer_service`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ChangeCustomerSourceApp {
  b2bApp('b2b_app'),
  retailApp('retail_app'),
  customerService('customer_service'),
  unknown('');

  const ChangeCustomerSourceApp(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ChangeCustomerSourceApp? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `canvassing`, `event`, `cso_academy`, `referral`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ChangeCustomerSourceMethod {
  canvassing('canvassing'),
  event('event'),
  csoAcademy('cso_academy'),
  referral('referral'),
  unknown('');

  const ChangeCustomerSourceMethod(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ChangeCustomerSourceMethod? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `brand`, `location`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ChangeOpportunityDealLevel {
  brand('brand'),
  location('location'),
  unknown('');

  const ChangeOpportunityDealLevel(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ChangeOpportunityDealLevel? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `coffee_beans`, `syrup`, `powder`, `machine`, `tools`, `training`, `maintenance`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ChangeOpportunityProductDimensions {
  coffeeBeans('coffee_beans'),
  syrup('syrup'),
  powder('powder'),
  machine('machine'),
  tools('tools'),
  training('training'),
  maintenance('maintenance'),
  unknown('');

  const ChangeOpportunityProductDimensions(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ChangeOpportunityProductDimensions? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `push`, `whatsapp`, `sms`, `email`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum Channel {
  push('push'),
  whatsapp('whatsapp'),
  sms('sms'),
  email('email'),
  unknown('');

  const Channel(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static Channel? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `record_order`, `change_cart`, `change_wishlist`, `watch_stock`, `unwatch`, `send_order`, `accept_pair`, `dismiss_pair`, `change_product`, `change_customer`, `give_consent`, `register_device`, `merge_customers`, `record_interaction`, `create_task`, `complete_task`, `assign_task`, `add_note`, `give_feedback`, `resolve_feedback`, `send_message`, `hand_over_conversation`, `give_back_conversation`, `capture_chat_lead`, `save_lead`, `convert_lead`, `close_lead`, `save_legal_entity`, `save_brand`, `save_location`, `save_contact`, `save_contract`, `record_invoice`, `change_opportunity`, `save_quote`, `submit_quote`, `decide_quote`, `withdraw_quote`, `send_quote`, `answer_quote`, `reserve_seats`, `confirm_booking`, `cancel_booking`, `change_booking`, `redeem_points`, `adjust_points`, `save_campaign`, `schedule_campaign`, `approve_campaign`, `pause_campaign`, `resume_campaign`, `cancel_campaign`, `try_campaign`, `make_coupon_codes`, `take_snapshot`, `record_redemption`, `record_ad_clicks`, `change_member`, `save_outlet`, `reassign_territory`, `save_configuration`, `remove_configuration`, `change_settings`, `retry_dead_letter`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CommandKind {
  recordOrder('record_order'),
  changeCart('change_cart'),
  changeWishlist('change_wishlist'),
  watchStock('watch_stock'),
  unwatch('unwatch'),
  sendOrder('send_order'),
  acceptPair('accept_pair'),
  dismissPair('dismiss_pair'),
  changeProduct('change_product'),
  changeCustomer('change_customer'),
  giveConsent('give_consent'),
  registerDevice('register_device'),
  mergeCustomers('merge_customers'),
  recordInteraction('record_interaction'),
  createTask('create_task'),
  completeTask('complete_task'),
  assignTask('assign_task'),
  addNote('add_note'),
  giveFeedback('give_feedback'),
  resolveFeedback('resolve_feedback'),
  sendMessage('send_message'),
  handOverConversation('hand_over_conversation'),
  giveBackConversation('give_back_conversation'),
  captureChatLead('capture_chat_lead'),
  saveLead('save_lead'),
  convertLead('convert_lead'),
  closeLead('close_lead'),
  saveLegalEntity('save_legal_entity'),
  saveBrand('save_brand'),
  saveLocation('save_location'),
  saveContact('save_contact'),
  saveContract('save_contract'),
  recordInvoice('record_invoice'),
  changeOpportunity('change_opportunity'),
  saveQuote('save_quote'),
  submitQuote('submit_quote'),
  decideQuote('decide_quote'),
  withdrawQuote('withdraw_quote'),
  sendQuote('send_quote'),
  answerQuote('answer_quote'),
  reserveSeats('reserve_seats'),
  confirmBooking('confirm_booking'),
  cancelBooking('cancel_booking'),
  changeBooking('change_booking'),
  redeemPoints('redeem_points'),
  adjustPoints('adjust_points'),
  saveCampaign('save_campaign'),
  scheduleCampaign('schedule_campaign'),
  approveCampaign('approve_campaign'),
  pauseCampaign('pause_campaign'),
  resumeCampaign('resume_campaign'),
  cancelCampaign('cancel_campaign'),
  tryCampaign('try_campaign'),
  makeCouponCodes('make_coupon_codes'),
  takeSnapshot('take_snapshot'),
  recordRedemption('record_redemption'),
  recordAdClicks('record_ad_clicks'),
  changeMember('change_member'),
  saveOutlet('save_outlet'),
  reassignTerritory('reassign_territory'),
  saveConfiguration('save_configuration'),
  removeConfiguration('remove_configuration'),
  changeSettings('change_settings'),
  retryDeadLetter('retry_dead_letter'),
  unknown('');

  const CommandKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CommandKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `pending`, `done`, `refused`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CommandStatus {
  pending('pending'),
  done('done'),
  refused('refused'),
  unknown('');

  const CommandStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CommandStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CommunicationPreferencesDays {
  mon('mon'),
  tue('tue'),
  wed('wed'),
  thu('thu'),
  fri('fri'),
  sat('sat'),
  sun('sun'),
  unknown('');

  const CommunicationPreferencesDays(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CommunicationPreferencesDays? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `ahead`, `even`, `behind`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CompetitorFormPosition {
  ahead('ahead'),
  even('even'),
  behind('behind'),
  unknown('');

  const CompetitorFormPosition(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CompetitorFormPosition? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `ahead`, `even`, `behind`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CompetitorPosition {
  ahead('ahead'),
  even('even'),
  behind('behind'),
  unknown('');

  const CompetitorPosition(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CompetitorPosition? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `completed`, `no_answer`, `rescheduled`, `interested`, `not_interested`, `follow_up_needed`, `escalated`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CompleteTaskOutcome {
  completed('completed'),
  noAnswer('no_answer'),
  rescheduled('rescheduled'),
  interested('interested'),
  notInterested('not_interested'),
  followUpNeeded('follow_up_needed'),
  escalated('escalated'),
  unknown('');

  const CompleteTaskOutcome(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CompleteTaskOutcome? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `category`, `product`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ComputedPairOf {
  category('category'),
  product('product'),
  unknown('');

  const ComputedPairOf(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ComputedPairOf? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `templates`, `automations`, `consumption_profiles`, `recommendation_rules`, `segments`, `offers`, `pipelines`, `territories`, `packages`, `faqs`, `offer_calendar`, `prompts`, `prompt_examples`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ConfigurationCollection {
  templates('templates'),
  automations('automations'),
  consumptionProfiles('consumption_profiles'),
  recommendationRules('recommendation_rules'),
  segments('segments'),
  offers('offers'),
  pipelines('pipelines'),
  territories('territories'),
  packages('packages'),
  faqs('faqs'),
  offerCalendar('offer_calendar'),
  prompts('prompts'),
  promptExamples('prompt_examples'),
  unknown('');

  const ConfigurationCollection(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ConfigurationCollection? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `in_person`, `phone`, `paper`, `app`, `web`, `import`, `order`, `keyword`, `preferences`, `one_click`, `provider`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ConsentHow {
  inPerson('in_person'),
  phone('phone'),
  paper('paper'),
  app('app'),
  web('web'),
  import('import'),
  order('order'),
  keyword('keyword'),
  preferences('preferences'),
  oneClick('one_click'),
  provider('provider'),
  unknown('');

  const ConsentHow(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ConsentHow? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `marketing`, `transactional`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ConsentPurpose {
  marketing('marketing'),
  transactional('transactional'),
  unknown('');

  const ConsentPurpose(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ConsentPurpose? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `low`, `medium`, `high`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ContactInfluenceLevel {
  low('low'),
  medium('medium'),
  high('high'),
  unknown('');

  const ContactInfluenceLevel(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ContactInfluenceLevel? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `call`, `whatsapp`, `sms`, `email`, `visit`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ContactPreferredContactMethod {
  call('call'),
  whatsapp('whatsapp'),
  sms('sms'),
  email('email'),
  visit('visit'),
  unknown('');

  const ContactPreferredContactMethod(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ContactPreferredContactMethod? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `automatic`, `by_agreement`, `ends`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ContractRenewal {
  automatic('automatic'),
  byAgreement('by_agreement'),
  ends('ends'),
  unknown('');

  const ContractRenewal(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ContractRenewal? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `no_question`, `keyword`, `too_old`, `too_many`, `revoked`, `rating`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ConversationMessageUnanswered {
  noQuestion('no_question'),
  keyword('keyword'),
  tooOld('too_old'),
  tooMany('too_many'),
  revoked('revoked'),
  rating('rating'),
  unknown('');

  const ConversationMessageUnanswered(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ConversationMessageUnanswered? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `leads`, `interest`, `booking`, `paid`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ConversationPhase {
  leads('leads'),
  interest('interest'),
  booking('booking'),
  paid('paid'),
  unknown('');

  const ConversationPhase(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ConversationPhase? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `percent`, `amount`, `free_item`, `offer`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CouponKind {
  percent('percent'),
  amount('amount'),
  freeItem('free_item'),
  offer('offer'),
  unknown('');

  const CouponKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CouponKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `redeemed`, `expired`, `cancelled`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CouponStatus {
  open('open'),
  redeemed('redeemed'),
  expired('expired'),
  cancelled('cancelled'),
  unknown('');

  const CouponStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CouponStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `low`, `normal`, `high`, `urgent`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CreateTaskPriority {
  low('low'),
  normal('normal'),
  high('high'),
  urgent('urgent'),
  unknown('');

  const CreateTaskPriority(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CreateTaskPriority? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b`, `retail`, `both`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CustomerAppType {
  b2b('b2b'),
  retail('retail'),
  both('both'),
  unknown('');

  const CustomerAppType(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CustomerAppType? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b`, `b2c`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CustomerGroup {
  b2b('b2b'),
  b2c('b2c'),
  unknown('');

  const CustomerGroup(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CustomerGroup? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `hand`, `rules`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum CustomerTerritoryBy {
  hand('hand'),
  rules('rules'),
  unknown('');

  const CustomerTerritoryBy(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static CustomerTerritoryBy? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `won`, `lost`, `kept`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum DealShareOutcome {
  open('open'),
  won('won'),
  lost('lost'),
  kept('kept'),
  unknown('');

  const DealShareOutcome(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static DealShareOutcome? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `coffee_beans`, `syrup`, `powder`, `machine`, `tools`, `training`, `maintenance`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum DealShareProductDimensions {
  coffeeBeans('coffee_beans'),
  syrup('syrup'),
  powder('powder'),
  machine('machine'),
  tools('tools'),
  training('training'),
  maintenance('maintenance'),
  unknown('');

  const DealShareProductDimensions(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static DealShareProductDimensions? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `approve`, `refuse`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum DecideQuoteDecision {
  approve('approve'),
  refuse('refuse'),
  unknown('');

  const DecideQuoteDecision(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static DecideQuoteDecision? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `any`, `none`, `payment`, `asked_for`, `low_confidence`, `unknown_twice`, `anger`, `reserved_topic`, `opt_out_unclear`, `failed`, `needs_human`, `model_away`, `over_budget`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ExampleTurnHandover {
  any('any'),
  none('none'),
  payment('payment'),
  askedFor('asked_for'),
  lowConfidence('low_confidence'),
  unknownTwice('unknown_twice'),
  anger('anger'),
  reservedTopic('reserved_topic'),
  optOutUnclear('opt_out_unclear'),
  failed('failed'),
  needsHuman('needs_human'),
  modelAway('model_away'),
  overBudget('over_budget'),
  unknown('');

  const ExampleTurnHandover(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ExampleTurnHandover? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `leads`, `interest`, `booking`, `paid`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ExampleTurnPhase {
  leads('leads'),
  interest('interest'),
  booking('booking'),
  paid('paid'),
  unknown('');

  const ExampleTurnPhase(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ExampleTurnPhase? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `cafe`, `restaurant`, `hotel`, `office`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ExtensionFormKind {
  cafe('cafe'),
  restaurant('restaurant'),
  hotel('hotel'),
  office('office'),
  unknown('');

  const ExtensionFormKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ExtensionFormKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `light`, `medium`, `medium_dark`, `dark`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ExtensionFormRoastingProfile {
  light('light'),
  medium('medium'),
  mediumDark('medium_dark'),
  dark('dark'),
  unknown('');

  const ExtensionFormRoastingProfile(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ExtensionFormRoastingProfile? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `cafe`, `restaurant`, `hotel`, `office`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ExtensionKind {
  cafe('cafe'),
  restaurant('restaurant'),
  hotel('hotel'),
  office('office'),
  unknown('');

  const ExtensionKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ExtensionKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `light`, `medium`, `medium_dark`, `dark`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ExtensionRoastingProfile {
  light('light'),
  medium('medium'),
  mediumDark('medium_dark'),
  dark('dark'),
  unknown('');

  const ExtensionRoastingProfile(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ExtensionRoastingProfile? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `resolved`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum FeedbackStatus {
  open('open'),
  resolved('resolved'),
  unknown('');

  const FeedbackStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static FeedbackStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `interest`, `booking`, `paid`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum GiveBackConversationPhase {
  interest('interest'),
  booking('booking'),
  paid('paid'),
  unknown('');

  const GiveBackConversationPhase(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static GiveBackConversationPhase? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `manual`, `auto`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum GiveCardCard {
  manual('manual'),
  auto('auto'),
  unknown('');

  const GiveCardCard(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static GiveCardCard? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum HoursFormDays {
  mon('mon'),
  tue('tue'),
  wed('wed'),
  thu('thu'),
  fri('fri'),
  sat('sat'),
  sun('sun'),
  unknown('');

  const HoursFormDays(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static HoursFormDays? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `positive`, `neutral`, `negative`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum InteractionSentiment {
  positive('positive'),
  neutral('neutral'),
  negative('negative'),
  unknown('');

  const InteractionSentiment(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static InteractionSentiment? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b_sales`, `customer_service`, `ai_automation`, `system`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum InteractionSource {
  b2bSales('b2b_sales'),
  customerService('customer_service'),
  aiAutomation('ai_automation'),
  system('system'),
  unknown('');

  const InteractionSource(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static InteractionSource? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `part_paid`, `paid`, `cancelled`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum InvoiceStatus {
  open('open'),
  partPaid('part_paid'),
  paid('paid'),
  cancelled('cancelled'),
  unknown('');

  const InvoiceStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static InvoiceStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `answered`, `little`, `handover`, `unanswered`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum JourneyLastOutcome {
  answered('answered'),
  little('little'),
  handover('handover'),
  unanswered('unanswered'),
  unknown('');

  const JourneyLastOutcome(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static JourneyLastOutcome? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `first_order_conversion`, `cross_sell_rate`, `aov`, `order_volume`, `new_leads`, `membership_adoption`, `trial_to_repeat`, `basket_size`, `reactivation`, `revenue`, `retention`, `upgrade_rate`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum KpiResultKpi {
  firstOrderConversion('first_order_conversion'),
  crossSellRate('cross_sell_rate'),
  aov('aov'),
  orderVolume('order_volume'),
  newLeads('new_leads'),
  membershipAdoption('membership_adoption'),
  trialToRepeat('trial_to_repeat'),
  basketSize('basket_size'),
  reactivation('reactivation'),
  revenue('revenue'),
  retention('retention'),
  upgradeRate('upgrade_rate'),
  unknown('');

  const KpiResultKpi(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static KpiResultKpi? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `cafe`, `restaurant`, `hotel`, `office`, `personal`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum LeadCompanyFormSegment {
  cafe('cafe'),
  restaurant('restaurant'),
  hotel('hotel'),
  office('office'),
  personal('personal'),
  unknown('');

  const LeadCompanyFormSegment(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static LeadCompanyFormSegment? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `converted`, `closed`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum LeadStatus {
  open('open'),
  converted('converted'),
  closed('closed'),
  unknown('');

  const LeadStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static LeadStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `owner`, `manager`, `staff`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum LocationPicRole {
  owner('owner'),
  manager('manager'),
  staff('staff'),
  unknown('');

  const LocationPicRole(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static LocationPicRole? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `earn`, `redeem`, `reverse`, `adjust`, `expire`, `bonus`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum LoyaltyTransactionKind {
  earn('earn'),
  redeem('redeem'),
  reverse('reverse'),
  adjust('adjust'),
  expire('expire'),
  bonus('bonus'),
  unknown('');

  const LoyaltyTransactionKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static LoyaltyTransactionKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `points`, `wallet_minor`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum LoyaltyTransactionUnit {
  points('points'),
  walletMinor('wallet_minor'),
  unknown('');

  const LoyaltyTransactionUnit(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static LoyaltyTransactionUnit? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `image`, `video`, `audio`, `document`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MediaSettingsKind {
  image('image'),
  video('video'),
  audio('audio'),
  document('document'),
  unknown('');

  const MediaSettingsKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MediaSettingsKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `image`, `document`, `location`, `video`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MediumKind {
  image('image'),
  document('document'),
  location('location'),
  video('video'),
  unknown('');

  const MediumKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MediumKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b`, `retail`, `both`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MemberAppType {
  b2b('b2b'),
  retail('retail'),
  both('both'),
  unknown('');

  const MemberAppType(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MemberAppType? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `treated`, `held_out`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MessageArm {
  treated('treated'),
  heldOut('held_out'),
  unknown('');

  const MessageArm(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MessageArm? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `lead`, `task`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MessageHandoff {
  lead('lead'),
  task('task'),
  unknown('');

  const MessageHandoff(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MessageHandoff? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `text`, `media`, `location`, `contacts`, `button`, `order`, `reaction`, `edit`, `revocation`, `system`, `other`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MessageKind {
  text('text'),
  media('media'),
  location('location'),
  contacts('contacts'),
  button('button'),
  order('order'),
  reaction('reaction'),
  edit('edit'),
  revocation('revocation'),
  system('system'),
  other('other'),
  unknown('');

  const MessageKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MessageKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `first_order_conversion`, `cross_sell_rate`, `aov`, `order_volume`, `new_leads`, `membership_adoption`, `trial_to_repeat`, `basket_size`, `reactivation`, `revenue`, `retention`, `upgrade_rate`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MessageKpi {
  firstOrderConversion('first_order_conversion'),
  crossSellRate('cross_sell_rate'),
  aov('aov'),
  orderVolume('order_volume'),
  newLeads('new_leads'),
  membershipAdoption('membership_adoption'),
  trialToRepeat('trial_to_repeat'),
  basketSize('basket_size'),
  reactivation('reactivation'),
  revenue('revenue'),
  retention('retention'),
  upgradeRate('upgrade_rate'),
  unknown('');

  const MessageKpi(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MessageKpi? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `customer`, `echo`, `staff`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MessageOrigin {
  customer('customer'),
  echo('echo'),
  staff('staff'),
  unknown('');

  const MessageOrigin(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MessageOrigin? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `marketing`, `transactional`, `service`, `internal`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MessagePurpose {
  marketing('marketing'),
  transactional('transactional'),
  service('service'),
  internal('internal'),
  unknown('');

  const MessagePurpose(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MessagePurpose? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `queued`, `sending`, `sent`, `delivered`, `read`, `failed`, `suppressed`, `expired`, `unknown`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum MessageStatus {
  queued('queued'),
  sending('sending'),
  sent('sent'),
  delivered('delivered'),
  read('read'),
  failed('failed'),
  suppressed('suppressed'),
  expired('expired'),
  unknown('unknown');

  const MessageStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static MessageStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `discount_percent`, `birthday_coupon_percent`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum NewCouponBenefit {
  discountPercent('discount_percent'),
  birthdayCouponPercent('birthday_coupon_percent'),
  unknown('');

  const NewCouponBenefit(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static NewCouponBenefit? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `low`, `normal`, `high`, `urgent`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum NewTaskPriority {
  low('low'),
  normal('normal'),
  high('high'),
  urgent('urgent'),
  unknown('');

  const NewTaskPriority(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static NewTaskPriority? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday`, `sunday`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OfferConditionsWeekdays {
  monday('monday'),
  tuesday('tuesday'),
  wednesday('wednesday'),
  thursday('thursday'),
  friday('friday'),
  saturday('saturday'),
  sunday('sunday'),
  unknown('');

  const OfferConditionsWeekdays(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OfferConditionsWeekdays? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `points`, `wallet`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OfferGoesWith {
  points('points'),
  wallet('wallet'),
  unknown('');

  const OfferGoesWith(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OfferGoesWith? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `percent`, `amount`, `free_delivery`, `free_item`, `buy_x_get_y`, `bundle`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OfferKind {
  percent('percent'),
  amount('amount'),
  freeDelivery('free_delivery'),
  freeItem('free_item'),
  buyXGetY('buy_x_get_y'),
  bundle('bundle'),
  unknown('');

  const OfferKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OfferKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `reminder`, `recommendation`, `purchase`, `tier`, `order`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OpenCallEnds {
  reminder('reminder'),
  recommendation('recommendation'),
  purchase('purchase'),
  tier('tier'),
  order('order'),
  unknown('');

  const OpenCallEnds(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OpenCallEnds? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OpenHoursDays {
  mon('mon'),
  tue('tue'),
  wed('wed'),
  thu('thu'),
  fri('fri'),
  sat('sat'),
  sun('sun'),
  unknown('');

  const OpenHoursDays(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OpenHoursDays? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OpenHoursFormDays {
  mon('mon'),
  tue('tue'),
  wed('wed'),
  thu('thu'),
  fri('fri'),
  sat('sat'),
  sun('sun'),
  unknown('');

  const OpenHoursFormDays(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OpenHoursFormDays? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `brand`, `location`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OpportunityDealLevel {
  brand('brand'),
  location('location'),
  unknown('');

  const OpportunityDealLevel(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OpportunityDealLevel? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `pipeline`, `best_case`, `commit`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OpportunityForecastCategory {
  pipeline('pipeline'),
  bestCase('best_case'),
  commit('commit'),
  unknown('');

  const OpportunityForecastCategory(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OpportunityForecastCategory? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `coffee_beans`, `syrup`, `powder`, `machine`, `tools`, `training`, `maintenance`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OpportunityProductDimensions {
  coffeeBeans('coffee_beans'),
  syrup('syrup'),
  powder('powder'),
  machine('machine'),
  tools('tools'),
  training('training'),
  maintenance('maintenance'),
  unknown('');

  const OpportunityProductDimensions(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OpportunityProductDimensions? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `won`, `lost`, `kept`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OpportunityStatus {
  open('open'),
  won('won'),
  lost('lost'),
  kept('kept'),
  unknown('');

  const OpportunityStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OpportunityStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `ecommerce`, `pos`, `b2b`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OrderSource {
  ecommerce('ecommerce'),
  pos('pos'),
  b2b('b2b'),
  unknown('');

  const OrderSource(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OrderSource? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `pending`, `paid`, `delivered`, `cancelled`, `refunded`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OrderStatus {
  pending('pending'),
  paid('paid'),
  delivered('delivered'),
  cancelled('cancelled'),
  refunded('refunded'),
  unknown('');

  const OrderStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OrderStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum OwnHoursDays {
  mon('mon'),
  tue('tue'),
  wed('wed'),
  thu('thu'),
  fri('fri'),
  sat('sat'),
  sun('sun'),
  unknown('');

  const OwnHoursDays(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static OwnHoursDays? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `front`, `exterior`, `interior`, `other`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PhotoFormKind {
  front('front'),
  exterior('exterior'),
  interior('interior'),
  other('other'),
  unknown('');

  const PhotoFormKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PhotoFormKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `front`, `exterior`, `interior`, `other`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PhotoKind {
  front('front'),
  exterior('exterior'),
  interior('interior'),
  other('other'),
  unknown('');

  const PhotoKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PhotoKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `preliminary`, `confirmed`, `withdrawn`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PilgrimStatus {
  preliminary('preliminary'),
  confirmed('confirmed'),
  withdrawn('withdrawn'),
  unknown('');

  const PilgrimStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PilgrimStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PreferencesFormDays {
  mon('mon'),
  tue('tue'),
  wed('wed'),
  thu('thu'),
  fri('fri'),
  sat('sat'),
  sun('sun'),
  unknown('');

  const PreferencesFormDays(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PreferencesFormDays? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `draft`, `tried`, `live`, `replaced`, `rolled_back`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PromptStatus {
  draft('draft'),
  tried('tried'),
  live('live'),
  replaced('replaced'),
  rolledBack('rolled_back'),
  unknown('');

  const PromptStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PromptStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `draft`, `tried`, `live`, `replaced`, `rolled_back`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PromptStepStatus {
  draft('draft'),
  tried('tried'),
  live('live'),
  replaced('replaced'),
  rolledBack('rolled_back'),
  unknown('');

  const PromptStepStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PromptStepStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `running`, `passed`, `failed`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PromptTrialStatus {
  running('running'),
  passed('passed'),
  failed('failed'),
  unknown('');

  const PromptTrialStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PromptTrialStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b`, `retail`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PushDeviceApp {
  b2b('b2b'),
  retail('retail'),
  unknown('');

  const PushDeviceApp(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PushDeviceApp? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `token`, `fid`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum PushDeviceKind {
  token('token'),
  fid('fid'),
  unknown('');

  const PushDeviceKind(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static PushDeviceKind? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `time`, `replaced`, `withdrawn`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum QuoteEndedBy {
  time('time'),
  replaced('replaced'),
  withdrawn('withdrawn'),
  unknown('');

  const QuoteEndedBy(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static QuoteEndedBy? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `list`, `contract`, `special`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum QuoteLinePriceFrom {
  list('list'),
  contract('contract'),
  special('special'),
  unknown('');

  const QuoteLinePriceFrom(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static QuoteLinePriceFrom? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `draft`, `pending_approval`, `approved`, `sent`, `accepted`, `declined`, `expired`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum QuoteStatus {
  draft('draft'),
  pendingApproval('pending_approval'),
  approved('approved'),
  sent('sent'),
  accepted('accepted'),
  declined('declined'),
  expired('expired'),
  unknown('');

  const QuoteStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static QuoteStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `created`, `changed`, `submitted`, `approved`, `refused`, `withdrawn`, `sent`, `accepted`, `declined`, `expired`, `replaced`, `deal_left`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum QuoteStepStep {
  created('created'),
  changed('changed'),
  submitted('submitted'),
  approved('approved'),
  refused('refused'),
  withdrawn('withdrawn'),
  sent('sent'),
  accepted('accepted'),
  declined('declined'),
  expired('expired'),
  replaced('replaced'),
  dealLeft('deal_left'),
  unknown('');

  const QuoteStepStep(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static QuoteStepStep? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `move`, `keep`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ReassignTerritoryOpenDeals {
  move('move'),
  keep('keep'),
  unknown('');

  const ReassignTerritoryOpenDeals(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ReassignTerritoryOpenDeals? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `made`, `met`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RecommendationStatus {
  made('made'),
  met('met'),
  unknown('');

  const RecommendationStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RecommendationStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `positive`, `neutral`, `negative`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RecordInteractionSentiment {
  positive('positive'),
  neutral('neutral'),
  negative('negative'),
  unknown('');

  const RecordInteractionSentiment(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RecordInteractionSentiment? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `pending`, `earned`, `taken_back`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum ReferralStatus {
  pending('pending'),
  earned('earned'),
  takenBack('taken_back'),
  unknown('');

  const ReferralStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static ReferralStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b`, `retail`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RegisterDeviceApp {
  b2b('b2b'),
  retail('retail'),
  unknown('');

  const RegisterDeviceApp(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RegisterDeviceApp? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `customer`, `member`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RegisterDeviceOwner {
  customer('customer'),
  member('member'),
  unknown('');

  const RegisterDeviceOwner(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RegisterDeviceOwner? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `decision_maker`, `champion`, `influencer`, `user`, `blocker`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RelationshipFormInfluence {
  decisionMaker('decision_maker'),
  champion('champion'),
  influencer('influencer'),
  user('user'),
  blocker('blocker'),
  unknown('');

  const RelationshipFormInfluence(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RelationshipFormInfluence? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `supporter`, `neutral`, `opponent`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RelationshipFormStance {
  supporter('supporter'),
  neutral('neutral'),
  opponent('opponent'),
  unknown('');

  const RelationshipFormStance(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RelationshipFormStance? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `decision_maker`, `champion`, `influencer`, `user`, `blocker`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RelationshipInfluence {
  decisionMaker('decision_maker'),
  champion('champion'),
  influencer('influencer'),
  user('user'),
  blocker('blocker'),
  unknown('');

  const RelationshipInfluence(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RelationshipInfluence? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `supporter`, `neutral`, `opponent`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum RelationshipStance {
  supporter('supporter'),
  neutral('neutral'),
  opponent('opponent'),
  unknown('');

  const RelationshipStance(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static RelationshipStance? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `in_person`, `phone`, `paper`, `app`, `web`, `import`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum Reported {
  inPerson('in_person'),
  phone('phone'),
  paper('paper'),
  app('app'),
  web('web'),
  import('import'),
  unknown('');

  const Reported(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static Reported? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `owner`, `manager`, `sales_rep`, `agent`, `support`, `marketing`, `executive`, `delivery`, `finance`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum Role {
  owner('owner'),
  manager('manager'),
  salesRep('sales_rep'),
  agent('agent'),
  support('support'),
  marketing('marketing'),
  executive('executive'),
  delivery('delivery'),
  finance('finance'),
  unknown('');

  const Role(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static Role? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `customer`, `business`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaidBy {
  customer('customer'),
  business('business'),
  unknown('');

  const SaidBy(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaidBy? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `retail_app`, `pos`, `marketplace`, `mobile_app`, `web`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SalesChannel {
  retailApp('retail_app'),
  pos('pos'),
  marketplace('marketplace'),
  mobileApp('mobile_app'),
  web('web'),
  unknown('');

  const SalesChannel(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SalesChannel? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `micro`, `small`, `medium`, `large`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveBrandBusinessScale {
  micro('micro'),
  small('small'),
  medium('medium'),
  large('large'),
  unknown('');

  const SaveBrandBusinessScale(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveBrandBusinessScale? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `good`, `at_risk`, `poor`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveBrandHealth {
  good('good'),
  atRisk('at_risk'),
  poor('poor'),
  unknown('');

  const SaveBrandHealth(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveBrandHealth? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `cafe`, `restaurant`, `hotel`, `office`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveBrandIndustrySegment {
  cafe('cafe'),
  restaurant('restaurant'),
  hotel('hotel'),
  office('office'),
  unknown('');

  const SaveBrandIndustrySegment(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveBrandIndustrySegment? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `owner`, `manager`, `staff`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveBrandPicRole {
  owner('owner'),
  manager('manager'),
  staff('staff'),
  unknown('');

  const SaveBrandPicRole(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveBrandPicRole? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `push`, `whatsapp`, `sms`, `email`, `call`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveCampaignChannels {
  push('push'),
  whatsapp('whatsapp'),
  sms('sms'),
  email('email'),
  call('call'),
  unknown('');

  const SaveCampaignChannels(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveCampaignChannels? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `lead`, `task`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveCampaignHandoff {
  lead('lead'),
  task('task'),
  unknown('');

  const SaveCampaignHandoff(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveCampaignHandoff? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `first_order_conversion`, `cross_sell_rate`, `aov`, `order_volume`, `new_leads`, `membership_adoption`, `trial_to_repeat`, `basket_size`, `reactivation`, `revenue`, `retention`, `upgrade_rate`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveCampaignKpi {
  firstOrderConversion('first_order_conversion'),
  crossSellRate('cross_sell_rate'),
  aov('aov'),
  orderVolume('order_volume'),
  newLeads('new_leads'),
  membershipAdoption('membership_adoption'),
  trialToRepeat('trial_to_repeat'),
  basketSize('basket_size'),
  reactivation('reactivation'),
  revenue('revenue'),
  retention('retention'),
  upgradeRate('upgrade_rate'),
  unknown('');

  const SaveCampaignKpi(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveCampaignKpi? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `tracked_only`, `scheduled`, `ongoing`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveCampaignMode {
  trackedOnly('tracked_only'),
  scheduled('scheduled'),
  ongoing('ongoing'),
  unknown('');

  const SaveCampaignMode(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveCampaignMode? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `low`, `medium`, `high`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveContactInfluenceLevel {
  low('low'),
  medium('medium'),
  high('high'),
  unknown('');

  const SaveContactInfluenceLevel(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveContactInfluenceLevel? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `call`, `whatsapp`, `sms`, `email`, `visit`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveContactPreferredContactMethod {
  call('call'),
  whatsapp('whatsapp'),
  sms('sms'),
  email('email'),
  visit('visit'),
  unknown('');

  const SaveContactPreferredContactMethod(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveContactPreferredContactMethod? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `automatic`, `by_agreement`, `ends`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveContractRenewal {
  automatic('automatic'),
  byAgreement('by_agreement'),
  ends('ends'),
  unknown('');

  const SaveContractRenewal(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveContractRenewal? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `b2b_app`, `retail_app`, `customer_service`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveLeadSourceApp {
  b2bApp('b2b_app'),
  retailApp('retail_app'),
  customerService('customer_service'),
  unknown('');

  const SaveLeadSourceApp(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveLeadSourceApp? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `canvassing`, `event`, `cso_academy`, `referral`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveLeadSourceMethod {
  canvassing('canvassing'),
  event('event'),
  csoAcademy('cso_academy'),
  referral('referral'),
  unknown('');

  const SaveLeadSourceMethod(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveLeadSourceMethod? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `owner`, `manager`, `staff`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SaveLocationPicRole {
  owner('owner'),
  manager('manager'),
  staff('staff'),
  unknown('');

  const SaveLocationPicRole(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SaveLocationPicRole? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `live`, `snapshot`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SegmentMembership {
  live('live'),
  snapshot('snapshot'),
  unknown('');

  const SegmentMembership(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SegmentMembership? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `behavior`, `value`, `product_preference`, `geography`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SegmentSegmentType {
  behavior('behavior'),
  value('value'),
  productPreference('product_preference'),
  geography('geography'),
  unknown('');

  const SegmentSegmentType(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SegmentSegmentType? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `customer`, `pic`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SendTo {
  customer('customer'),
  pic('pic'),
  unknown('');

  const SendTo(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SendTo? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `not_opted_in`, `opted_out`, `suppressed`, `no_app`, `no_push_token`, `no_phone`, `no_email`, `window_closed`, `tried`, `cap_day`, `cap_week`, `cap_channel_day`, `cap_channel_week`, `template_rejected`, `template_paused`, `template_disabled`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SkippedReason {
  notOptedIn('not_opted_in'),
  optedOut('opted_out'),
  suppressed('suppressed'),
  noApp('no_app'),
  noPushToken('no_push_token'),
  noPhone('no_phone'),
  noEmail('no_email'),
  windowClosed('window_closed'),
  tried('tried'),
  capDay('cap_day'),
  capWeek('cap_week'),
  capChannelDay('cap_channel_day'),
  capChannelWeek('cap_channel_week'),
  templateRejected('template_rejected'),
  templatePaused('template_paused'),
  templateDisabled('template_disabled'),
  unknown('');

  const SkippedReason(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SkippedReason? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `always`, `working_hours`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SlaCounts {
  always('always'),
  workingHours('working_hours'),
  unknown('');

  const SlaCounts(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SlaCounts? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `pipeline`, `best_case`, `commit`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum StageSettingsForecast {
  pipeline('pipeline'),
  bestCase('best_case'),
  commit('commit'),
  unknown('');

  const StageSettingsForecast(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static StageSettingsForecast? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `won`, `lost`, `kept`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum StageSettingsOutcome {
  open('open'),
  won('won'),
  lost('lost'),
  kept('kept'),
  unknown('');

  const StageSettingsOutcome(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static StageSettingsOutcome? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `title`, `description`, `brand_id`, `location_id`, `deal_level`, `estimated_value_minor`, `product_dimensions`, `product_ids`, `primary_contact_id`, `close_reason`, `expected_close_on`, `next_action`, `next_action_on`, `competitors`, `contract_term`, `sla_requirement`, `decision_maker`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum StageSettingsRequires {
  title('title'),
  description('description'),
  brandId('brand_id'),
  locationId('location_id'),
  dealLevel('deal_level'),
  estimatedValueMinor('estimated_value_minor'),
  productDimensions('product_dimensions'),
  productIds('product_ids'),
  primaryContactId('primary_contact_id'),
  closeReason('close_reason'),
  expectedCloseOn('expected_close_on'),
  nextAction('next_action'),
  nextActionOn('next_action_on'),
  competitors('competitors'),
  contractTerm('contract_term'),
  slaRequirement('sla_requirement'),
  decisionMaker('decision_maker'),
  unknown('');

  const StageSettingsRequires(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static StageSettingsRequires? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `hard_bounce`, `complaint`, `unreachable`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum SuppressedBecause {
  hardBounce('hard_bounce'),
  complaint('complaint'),
  unreachable('unreachable'),
  unknown('');

  const SuppressedBecause(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static SuppressedBecause? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `behavior`, `value`, `product_preference`, `geography`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum TakeSnapshotSegmentType {
  behavior('behavior'),
  value('value'),
  productPreference('product_preference'),
  geography('geography'),
  unknown('');

  const TakeSnapshotSegmentType(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static TakeSnapshotSegmentType? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `completed`, `no_answer`, `rescheduled`, `interested`, `not_interested`, `follow_up_needed`, `escalated`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum TaskOutcome {
  completed('completed'),
  noAnswer('no_answer'),
  rescheduled('rescheduled'),
  interested('interested'),
  notInterested('not_interested'),
  followUpNeeded('follow_up_needed'),
  escalated('escalated'),
  unknown('');

  const TaskOutcome(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static TaskOutcome? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `low`, `normal`, `high`, `urgent`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum TaskPriority {
  low('low'),
  normal('normal'),
  high('high'),
  urgent('urgent'),
  unknown('');

  const TaskPriority(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static TaskPriority? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `open`, `done`, `cancelled`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum TaskStatus {
  open('open'),
  done('done'),
  cancelled('cancelled'),
  unknown('');

  const TaskStatus(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static TaskStatus? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `marketing`, `transactional`, `internal`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum TemplatePurpose {
  marketing('marketing'),
  transactional('transactional'),
  internal('internal'),
  unknown('');

  const TemplatePurpose(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static TemplatePurpose? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `too_few`, `more`, `less`, `no_difference_seen`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum UpliftResultVerdict {
  tooFew('too_few'),
  more('more'),
  less('less'),
  noDifferenceSeen('no_difference_seen'),
  unknown('');

  const UpliftResultVerdict(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static UpliftResultVerdict? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `dine_in`, `takeaway`, `delivery`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum VisitType {
  dineIn('dine_in'),
  takeaway('takeaway'),
  delivery('delivery'),
  unknown('');

  const VisitType(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static VisitType? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}

/// Words that are stored as `won`, `lost`.
///
/// [unknown] stands for a word that this version of the app does not know.
enum WinShareOutcome {
  won('won'),
  lost('lost'),
  unknown('');

  const WinShareOutcome(this.written);

  /// The word as it is stored.
  final String written;

  /// Null where nothing is stored.
  static WinShareOutcome? of(Object? value) => value == null
      ? null
      : values.firstWhere((each) => each.written == value, orElse: () => unknown);
}
