// Made by `make schemas` from the server's models: change those.
//
// What a command asks for: `RecordInteraction(interactionType: 'call', interactionSource: InteractionSource.customerService)..notes = '...'`.
// A field that was never set stays as it is on the server, one that was set to null goes.

import 'draft.dart';
import 'enumerations.dart';
import 'fields.dart';

/// The body of `POST hooks/{org}/orders`.
extension type RecordOrder.over(Fields fields) {
  RecordOrder({
    required String currency,
    required String orderId,
    required DateTime orderedAt,
    required OrderSource source,
    required OrderStatus status,
    required String total,
    required DateTime updatedAt,
  }) : this.over(<String, Object?>{
    'currency': currency,
    'order_id': orderId,
    'ordered_at': timestampOf(orderedAt),
    'source': source.written,
    'status': status.written,
    'total': total,
    'updated_at': timestampOf(updatedAt),
  });

  static const commandKind = CommandKind.recordOrder;

  /// The fields that the server reads.
  static const fieldNames = {
    'channel',
    'coupon_code',
    'currency',
    'customer',
    'lines',
    'order_id',
    'ordered_at',
    'outlet_id',
    'redeem_points',
    'refunded_total',
    'source',
    'status',
    'total',
    'updated_at',
    'use_wallet',
    'visit_type',
    'wanted_on',
  };

  Draft toDraft() => Draft(commandKind, fields);

  SalesChannel? get channel => SalesChannel.of(fields['channel']);
  set channel(SalesChannel? value) => fields['channel'] = value?.written;

  String? get couponCode => textOf(fields['coupon_code']);
  set couponCode(String? value) => fields['coupon_code'] = value;

  String? get currency => textOf(fields['currency']);
  set currency(String? value) => fields['currency'] = value;

  BuyerForm? get customer => partOf(fields['customer'], BuyerForm.over);
  set customer(BuyerForm? value) => fields['customer'] = value;

  List<LineForm>? get lines => listOf(fields['lines'], (each) => partOf(each, LineForm.over));
  set lines(List<LineForm>? value) => fields['lines'] = value;

  String? get orderId => textOf(fields['order_id']);
  set orderId(String? value) => fields['order_id'] = value;

  DateTime? get orderedAt => instantOf(fields['ordered_at']);
  set orderedAt(DateTime? value) => fields['ordered_at'] = timestampOf(value);

  String? get outletId => textOf(fields['outlet_id']);
  set outletId(String? value) => fields['outlet_id'] = value;

  int? get redeemPoints => wholeOf(fields['redeem_points']);
  set redeemPoints(int? value) => fields['redeem_points'] = value;

  String? get refundedTotal => decimalOf(fields['refunded_total']);
  set refundedTotal(String? value) => fields['refunded_total'] = value;

  OrderSource? get source => OrderSource.of(fields['source']);
  set source(OrderSource? value) => fields['source'] = value?.written;

  OrderStatus? get status => OrderStatus.of(fields['status']);
  set status(OrderStatus? value) => fields['status'] = value?.written;

  String? get total => decimalOf(fields['total']);
  set total(String? value) => fields['total'] = value;

  DateTime? get updatedAt => instantOf(fields['updated_at']);
  set updatedAt(DateTime? value) => fields['updated_at'] = timestampOf(value);

  String? get useWallet => decimalOf(fields['use_wallet']);
  set useWallet(String? value) => fields['use_wallet'] = value;

  VisitType? get visitType => VisitType.of(fields['visit_type']);
  set visitType(VisitType? value) => fields['visit_type'] = value?.written;

  String? get wantedOn => textOf(fields['wanted_on']);
  set wantedOn(String? value) => fields['wanted_on'] = value;
}

/// A state of a cart: `items` or `checked_out_at` that is absent stays as it was, one that is null goes.
extension type ChangeCart.over(Fields fields) {
  ChangeCart({
    required String cartId,
  }) : this.over(<String, Object?>{
    'cart_id': cartId,
  });

  static const commandKind = CommandKind.changeCart;

  /// The fields that the server reads.
  static const fieldNames = {
    'cart_id',
    'checked_out_at',
    'customer_id',
    'items',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get cartId => textOf(fields['cart_id']);
  set cartId(String? value) => fields['cart_id'] = value;

  DateTime? get checkedOutAt => instantOf(fields['checked_out_at']);
  set checkedOutAt(DateTime? value) => fields['checked_out_at'] = timestampOf(value);

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  List<CartItemForm>? get items => listOf(fields['items'], (each) => partOf(each, CartItemForm.over));
  set items(List<CartItemForm>? value) => fields['items'] = value;
}

/// A state of a wishlist; without `wishlist_id` the customer's only one.
extension type ChangeWishlist.over(Fields fields) {
  ChangeWishlist({
    required List<WishlistItemForm> items,
  }) : this.over(<String, Object?>{
    'items': items,
  });

  static const commandKind = CommandKind.changeWishlist;

  /// The fields that the server reads.
  static const fieldNames = {
    'customer_id',
    'items',
    'wishlist_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  List<WishlistItemForm>? get items => listOf(fields['items'], (each) => partOf(each, WishlistItemForm.over));
  set items(List<WishlistItemForm>? value) => fields['items'] = value;

  String? get wishlistId => textOf(fields['wishlist_id']);
  set wishlistId(String? value) => fields['wishlist_id'] = value;
}

/// A product of which a customer wants to hear when it is there again, or not any more.
extension type WatchStock.over(Fields fields) {
  WatchStock({
    required String productId,
  }) : this.over(<String, Object?>{
    'product_id': productId,
  });

  static const commandKind = CommandKind.watchStock;

  /// The fields that the server reads.
  static const fieldNames = {
    'customer_id',
    'product_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;
}

/// A product of which a customer wants to hear when it is there again, or not any more.
extension type Unwatch.over(Fields fields) {
  Unwatch({
    required String productId,
  }) : this.over(<String, Object?>{
    'product_id': productId,
  });

  static const commandKind = CommandKind.unwatch;

  /// The fields that the server reads.
  static const fieldNames = {
    'customer_id',
    'product_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;
}

/// `order_id`: the document's, such as `b2b:1001`.
extension type SendOrder.over(Fields fields) {
  SendOrder({
    required String orderId,
  }) : this.over(<String, Object?>{
    'order_id': orderId,
  });

  static const commandKind = CommandKind.sendOrder;

  /// The fields that the server reads.
  static const fieldNames = {
    'order_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get orderId => textOf(fields['order_id']);
  set orderId(String? value) => fields['order_id'] = value;
}

/// Data of `accept_pair`.
extension type AcceptPair.over(Fields fields) {
  AcceptPair({
    required String pairId,
  }) : this.over(<String, Object?>{
    'pair_id': pairId,
  });

  static const commandKind = CommandKind.acceptPair;

  /// The fields that the server reads.
  static const fieldNames = {
    'pair_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get pairId => textOf(fields['pair_id']);
  set pairId(String? value) => fields['pair_id'] = value;
}

/// Data of `dismiss_pair`.
extension type DismissPair.over(Fields fields) {
  DismissPair({
    required String pairId,
  }) : this.over(<String, Object?>{
    'pair_id': pairId,
  });

  static const commandKind = CommandKind.dismissPair;

  /// The fields that the server reads.
  static const fieldNames = {
    'pair_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get pairId => textOf(fields['pair_id']);
  set pairId(String? value) => fields['pair_id'] = value;
}

/// Fields of a product. One that is absent stays as it is, one that is null goes.
extension type ChangeProduct.over(Fields fields) {
  ChangeProduct({
    required String productId,
  }) : this.over(<String, Object?>{
    'product_id': productId,
  });

  static const commandKind = CommandKind.changeProduct;

  /// The fields that the server reads.
  static const fieldNames = {
    'allergens',
    'capacity_per_day',
    'category',
    'cost_minor',
    'is_active',
    'is_consumable',
    'is_made_to_order',
    'lead_time_days',
    'name',
    'pack',
    'price_minor',
    'product_id',
    'restock_threshold',
    'season_months',
    'shelf_life_days',
    'stock',
  };

  Draft toDraft() => Draft(commandKind, fields);

  List<String>? get allergens => listOf(fields['allergens'], (each) => textOf(each));
  set allergens(List<String>? value) => fields['allergens'] = value;

  int? get capacityPerDay => wholeOf(fields['capacity_per_day']);
  set capacityPerDay(int? value) => fields['capacity_per_day'] = value;

  String? get category => textOf(fields['category']);
  set category(String? value) => fields['category'] = value;

  int? get costMinor => wholeOf(fields['cost_minor']);
  set costMinor(int? value) => fields['cost_minor'] = value;

  bool? get isActive => flagOf(fields['is_active']);
  set isActive(bool? value) => fields['is_active'] = value;

  bool? get isConsumable => flagOf(fields['is_consumable']);
  set isConsumable(bool? value) => fields['is_consumable'] = value;

  bool? get isMadeToOrder => flagOf(fields['is_made_to_order']);
  set isMadeToOrder(bool? value) => fields['is_made_to_order'] = value;

  int? get leadTimeDays => wholeOf(fields['lead_time_days']);
  set leadTimeDays(int? value) => fields['lead_time_days'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  PackForm? get pack => partOf(fields['pack'], PackForm.over);
  set pack(PackForm? value) => fields['pack'] = value;

  int? get priceMinor => wholeOf(fields['price_minor']);
  set priceMinor(int? value) => fields['price_minor'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;

  int? get restockThreshold => wholeOf(fields['restock_threshold']);
  set restockThreshold(int? value) => fields['restock_threshold'] = value;

  List<int>? get seasonMonths => listOf(fields['season_months'], (each) => wholeOf(each));
  set seasonMonths(List<int>? value) => fields['season_months'] = value;

  int? get shelfLifeDays => wholeOf(fields['shelf_life_days']);
  set shelfLifeDays(int? value) => fields['shelf_life_days'] = value;

  int? get stock => wholeOf(fields['stock']);
  set stock(int? value) => fields['stock'] = value;
}

/// Profile fields. One that is absent stays as it is, one that is null goes; `custom` is changed name by name.
extension type ChangeCustomer.over(Fields fields) {
  ChangeCustomer() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.changeCustomer;

  /// The fields that the server reads.
  static const fieldNames = {
    'account_manager_uid',
    'acquisition_channel',
    'address',
    'allergies',
    'app_user_id',
    'birthday',
    'brew_preference',
    'budget_range',
    'business_type',
    'card',
    'city',
    'company_size',
    'custom',
    'customer_group',
    'customer_id',
    'dietary_restrictions',
    'discovery_source',
    'district',
    'email',
    'gender',
    'home_usage',
    'industry',
    'locale',
    'name',
    'owner_uid',
    'phone',
    'postal_code',
    'preferences',
    'preferred_channel',
    'province',
    'referred_by_code',
    'requirements',
    'segment',
    'skill_level',
    'source_app',
    'source_method',
    'tags',
    'territory_id',
    'timezone',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get accountManagerUid => textOf(fields['account_manager_uid']);
  set accountManagerUid(String? value) => fields['account_manager_uid'] = value;

  String? get acquisitionChannel => textOf(fields['acquisition_channel']);
  set acquisitionChannel(String? value) => fields['acquisition_channel'] = value;

  String? get address => textOf(fields['address']);
  set address(String? value) => fields['address'] = value;

  List<String>? get allergies => listOf(fields['allergies'], (each) => textOf(each));
  set allergies(List<String>? value) => fields['allergies'] = value;

  String? get appUserId => textOf(fields['app_user_id']);
  set appUserId(String? value) => fields['app_user_id'] = value;

  String? get birthday => textOf(fields['birthday']);
  set birthday(String? value) => fields['birthday'] = value;

  String? get brewPreference => textOf(fields['brew_preference']);
  set brewPreference(String? value) => fields['brew_preference'] = value;

  String? get budgetRange => textOf(fields['budget_range']);
  set budgetRange(String? value) => fields['budget_range'] = value;

  String? get businessType => textOf(fields['business_type']);
  set businessType(String? value) => fields['business_type'] = value;

  String? get card => textOf(fields['card']);
  set card(String? value) => fields['card'] = value;

  String? get city => textOf(fields['city']);
  set city(String? value) => fields['city'] = value;

  String? get companySize => textOf(fields['company_size']);
  set companySize(String? value) => fields['company_size'] = value;

  Fields? get custom => fieldsOf(fields['custom']);
  set custom(Fields? value) => fields['custom'] = value;

  CustomerGroup? get customerGroup => CustomerGroup.of(fields['customer_group']);
  set customerGroup(CustomerGroup? value) => fields['customer_group'] = value?.written;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  List<String>? get dietaryRestrictions => listOf(fields['dietary_restrictions'], (each) => textOf(each));
  set dietaryRestrictions(List<String>? value) => fields['dietary_restrictions'] = value;

  String? get discoverySource => textOf(fields['discovery_source']);
  set discoverySource(String? value) => fields['discovery_source'] = value;

  String? get district => textOf(fields['district']);
  set district(String? value) => fields['district'] = value;

  String? get email => textOf(fields['email']);
  set email(String? value) => fields['email'] = value;

  ChangeCustomerGender? get gender => ChangeCustomerGender.of(fields['gender']);
  set gender(ChangeCustomerGender? value) => fields['gender'] = value?.written;

  String? get homeUsage => textOf(fields['home_usage']);
  set homeUsage(String? value) => fields['home_usage'] = value;

  String? get industry => textOf(fields['industry']);
  set industry(String? value) => fields['industry'] = value;

  String? get locale => textOf(fields['locale']);
  set locale(String? value) => fields['locale'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get ownerUid => textOf(fields['owner_uid']);
  set ownerUid(String? value) => fields['owner_uid'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  String? get postalCode => textOf(fields['postal_code']);
  set postalCode(String? value) => fields['postal_code'] = value;

  List<String>? get preferences => listOf(fields['preferences'], (each) => textOf(each));
  set preferences(List<String>? value) => fields['preferences'] = value;

  Channel? get preferredChannel => Channel.of(fields['preferred_channel']);
  set preferredChannel(Channel? value) => fields['preferred_channel'] = value?.written;

  String? get province => textOf(fields['province']);
  set province(String? value) => fields['province'] = value;

  String? get referredByCode => textOf(fields['referred_by_code']);
  set referredByCode(String? value) => fields['referred_by_code'] = value;

  List<String>? get requirements => listOf(fields['requirements'], (each) => textOf(each));
  set requirements(List<String>? value) => fields['requirements'] = value;

  ChangeCustomerSegment? get segment => ChangeCustomerSegment.of(fields['segment']);
  set segment(ChangeCustomerSegment? value) => fields['segment'] = value?.written;

  String? get skillLevel => textOf(fields['skill_level']);
  set skillLevel(String? value) => fields['skill_level'] = value;

  ChangeCustomerSourceApp? get sourceApp => ChangeCustomerSourceApp.of(fields['source_app']);
  set sourceApp(ChangeCustomerSourceApp? value) => fields['source_app'] = value?.written;

  ChangeCustomerSourceMethod? get sourceMethod => ChangeCustomerSourceMethod.of(fields['source_method']);
  set sourceMethod(ChangeCustomerSourceMethod? value) => fields['source_method'] = value?.written;

  List<String>? get tags => listOf(fields['tags'], (each) => textOf(each));
  set tags(List<String>? value) => fields['tags'] = value;

  String? get territoryId => textOf(fields['territory_id']);
  set territoryId(String? value) => fields['territory_id'] = value;

  String? get timezone => textOf(fields['timezone']);
  set timezone(String? value) => fields['timezone'] = value;
}

/// `how` and `where` are the proof: in which way the customer said it; at which outlet, on which page or form.
extension type GiveConsent.over(Fields fields) {
  GiveConsent({
    required Channel channel,
    required bool granted,
    required List<ConsentPurpose> purposes,
  }) : this.over(<String, Object?>{
    'channel': channel.written,
    'granted': granted,
    'purposes': purposes.map((each) => each.written).toList(),
  });

  static const commandKind = CommandKind.giveConsent;

  /// The fields that the server reads.
  static const fieldNames = {
    'at',
    'channel',
    'customer_id',
    'granted',
    'how',
    'purposes',
    'where',
  };

  Draft toDraft() => Draft(commandKind, fields);

  DateTime? get at => instantOf(fields['at']);
  set at(DateTime? value) => fields['at'] = timestampOf(value);

  Channel? get channel => Channel.of(fields['channel']);
  set channel(Channel? value) => fields['channel'] = value?.written;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  bool? get granted => flagOf(fields['granted']);
  set granted(bool? value) => fields['granted'] = value;

  Reported? get how => Reported.of(fields['how']);
  set how(Reported? value) => fields['how'] = value?.written;

  List<ConsentPurpose>? get purposes => listOf(fields['purposes'], (each) => ConsentPurpose.of(each));
  set purposes(List<ConsentPurpose>? value) => fields['purposes'] = value?.map((each) => each.written).toList();

  String? get where => textOf(fields['where']);
  set where(String? value) => fields['where'] = value;
}

/// `token` is FCM's registration token, `fid` the installation id that replaces it: one of the two. `owner`: whose the device is, a customer's, or that of the member of staff who gives the command. `app`: which app it is, for businesses with more than one.
extension type RegisterDevice.over(Fields fields) {
  RegisterDevice() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.registerDevice;

  /// The fields that the server reads.
  static const fieldNames = {
    'app',
    'customer_id',
    'fid',
    'owner',
    'token',
  };

  Draft toDraft() => Draft(commandKind, fields);

  RegisterDeviceApp? get app => RegisterDeviceApp.of(fields['app']);
  set app(RegisterDeviceApp? value) => fields['app'] = value?.written;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get fid => textOf(fields['fid']);
  set fid(String? value) => fields['fid'] = value;

  RegisterDeviceOwner? get owner => RegisterDeviceOwner.of(fields['owner']);
  set owner(RegisterDeviceOwner? value) => fields['owner'] = value?.written;

  String? get token => textOf(fields['token']);
  set token(String? value) => fields['token'] = value;
}

/// `from` is joined into `into`; `dry_run` tells what would move, and changes nothing.
extension type MergeCustomers.over(Fields fields) {
  MergeCustomers({
    required String from,
    required String into,
  }) : this.over(<String, Object?>{
    'from': from,
    'into': into,
  });

  static const commandKind = CommandKind.mergeCustomers;

  /// The fields that the server reads.
  static const fieldNames = {
    'dry_run',
    'from',
    'into',
  };

  Draft toDraft() => Draft(commandKind, fields);

  bool? get dryRun => flagOf(fields['dry_run']);
  set dryRun(bool? value) => fields['dry_run'] = value;

  String? get from => textOf(fields['from']);
  set from(String? value) => fields['from'] = value;

  String? get into => textOf(fields['into']);
  set into(String? value) => fields['into'] = value;
}

/// An interaction as a client gives it. Its id, `performed_by` and `distance_m` are not the client's to say. With `follow_up_required` or a day, `follow_up_on`, it leaves a task to who gives it.
extension type RecordInteraction.over(Fields fields) {
  RecordInteraction({
    required InteractionSource interactionSource,
    required String interactionType,
  }) : this.over(<String, Object?>{
    'interaction_source': interactionSource.written,
    'interaction_type': interactionType,
  });

  static const commandKind = CommandKind.recordInteraction;

  /// The fields that the server reads.
  static const fieldNames = {
    'attachments',
    'contact_id',
    'coordinates',
    'customer_id',
    'duration_minutes',
    'follow_up_on',
    'follow_up_required',
    'interaction_source',
    'interaction_type',
    'lead_id',
    'location_id',
    'next_action',
    'next_action_on',
    'notes',
    'opportunity_id',
    'outcome',
    'performed_at',
    'related_ids',
    'sentiment',
    'summary',
    'ticket_id',
    'transaction',
  };

  Draft toDraft() => Draft(commandKind, fields);

  List<Object?>? get attachments => listOf(fields['attachments'], (each) => each);
  set attachments(List<Object?>? value) => fields['attachments'] = value;

  String? get contactId => textOf(fields['contact_id']);
  set contactId(String? value) => fields['contact_id'] = value;

  CoordinatesForm? get coordinates => partOf(fields['coordinates'], CoordinatesForm.over);
  set coordinates(CoordinatesForm? value) => fields['coordinates'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  int? get durationMinutes => wholeOf(fields['duration_minutes']);
  set durationMinutes(int? value) => fields['duration_minutes'] = value;

  String? get followUpOn => textOf(fields['follow_up_on']);
  set followUpOn(String? value) => fields['follow_up_on'] = value;

  bool? get followUpRequired => flagOf(fields['follow_up_required']);
  set followUpRequired(bool? value) => fields['follow_up_required'] = value;

  InteractionSource? get interactionSource => InteractionSource.of(fields['interaction_source']);
  set interactionSource(InteractionSource? value) => fields['interaction_source'] = value?.written;

  String? get interactionType => textOf(fields['interaction_type']);
  set interactionType(String? value) => fields['interaction_type'] = value;

  String? get leadId => textOf(fields['lead_id']);
  set leadId(String? value) => fields['lead_id'] = value;

  String? get locationId => textOf(fields['location_id']);
  set locationId(String? value) => fields['location_id'] = value;

  String? get nextAction => textOf(fields['next_action']);
  set nextAction(String? value) => fields['next_action'] = value;

  String? get nextActionOn => textOf(fields['next_action_on']);
  set nextActionOn(String? value) => fields['next_action_on'] = value;

  String? get notes => textOf(fields['notes']);
  set notes(String? value) => fields['notes'] = value;

  String? get opportunityId => textOf(fields['opportunity_id']);
  set opportunityId(String? value) => fields['opportunity_id'] = value;

  String? get outcome => textOf(fields['outcome']);
  set outcome(String? value) => fields['outcome'] = value;

  DateTime? get performedAt => instantOf(fields['performed_at']);
  set performedAt(DateTime? value) => fields['performed_at'] = timestampOf(value);

  Map<String, String>? get relatedIds => mapOf(fields['related_ids'], (each) => textOf(each));
  set relatedIds(Map<String, String>? value) => fields['related_ids'] = value;

  RecordInteractionSentiment? get sentiment => RecordInteractionSentiment.of(fields['sentiment']);
  set sentiment(RecordInteractionSentiment? value) => fields['sentiment'] = value?.written;

  String? get summary => textOf(fields['summary']);
  set summary(String? value) => fields['summary'] = value;

  String? get ticketId => textOf(fields['ticket_id']);
  set ticketId(String? value) => fields['ticket_id'] = value;

  TransactionForm? get transaction => partOf(fields['transaction'], TransactionForm.over);
  set transaction(TransactionForm? value) => fields['transaction'] = value;
}

/// A task as a client gives it; without an assignee it is the giver's own, or with `is_pooled` the pool's.
extension type CreateTask.over(Fields fields) {
  CreateTask({
    required String taskType,
  }) : this.over(<String, Object?>{
    'task_type': taskType,
  });

  static const commandKind = CommandKind.createTask;

  /// The fields that the server reads.
  static const fieldNames = {
    'assignee_uid',
    'customer_id',
    'due_on',
    'is_pooled',
    'lead_id',
    'location_id',
    'opportunity_id',
    'priority',
    'reason',
    'script',
    'suggested_product_ids',
    'task_type',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get assigneeUid => textOf(fields['assignee_uid']);
  set assigneeUid(String? value) => fields['assignee_uid'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get dueOn => textOf(fields['due_on']);
  set dueOn(String? value) => fields['due_on'] = value;

  bool? get isPooled => flagOf(fields['is_pooled']);
  set isPooled(bool? value) => fields['is_pooled'] = value;

  String? get leadId => textOf(fields['lead_id']);
  set leadId(String? value) => fields['lead_id'] = value;

  String? get locationId => textOf(fields['location_id']);
  set locationId(String? value) => fields['location_id'] = value;

  String? get opportunityId => textOf(fields['opportunity_id']);
  set opportunityId(String? value) => fields['opportunity_id'] = value;

  CreateTaskPriority? get priority => CreateTaskPriority.of(fields['priority']);
  set priority(CreateTaskPriority? value) => fields['priority'] = value?.written;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;

  String? get script => textOf(fields['script']);
  set script(String? value) => fields['script'] = value;

  List<String>? get suggestedProductIds => listOf(fields['suggested_product_ids'], (each) => textOf(each));
  set suggestedProductIds(List<String>? value) => fields['suggested_product_ids'] = value;

  String? get taskType => textOf(fields['task_type']);
  set taskType(String? value) => fields['task_type'] = value;
}

/// What came of a task. `interaction_type`: what was done, for the interaction that it leaves. `next_action_on`: when to go on, which a call that was rescheduled needs.
extension type CompleteTask.over(Fields fields) {
  CompleteTask({
    required CompleteTaskOutcome outcome,
    required String taskId,
  }) : this.over(<String, Object?>{
    'outcome': outcome.written,
    'task_id': taskId,
  });

  static const commandKind = CommandKind.completeTask;

  /// The fields that the server reads.
  static const fieldNames = {
    'done_at',
    'interaction_type',
    'next_action',
    'next_action_on',
    'notes',
    'outcome',
    'task_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  DateTime? get doneAt => instantOf(fields['done_at']);
  set doneAt(DateTime? value) => fields['done_at'] = timestampOf(value);

  String? get interactionType => textOf(fields['interaction_type']);
  set interactionType(String? value) => fields['interaction_type'] = value;

  String? get nextAction => textOf(fields['next_action']);
  set nextAction(String? value) => fields['next_action'] = value;

  String? get nextActionOn => textOf(fields['next_action_on']);
  set nextActionOn(String? value) => fields['next_action_on'] = value;

  String? get notes => textOf(fields['notes']);
  set notes(String? value) => fields['notes'] = value;

  CompleteTaskOutcome? get outcome => CompleteTaskOutcome.of(fields['outcome']);
  set outcome(CompleteTaskOutcome? value) => fields['outcome'] = value?.written;

  String? get taskId => textOf(fields['task_id']);
  set taskId(String? value) => fields['task_id'] = value;
}

/// To whom a task goes; without a member to the pool, whose job hands it out.
extension type AssignTask.over(Fields fields) {
  AssignTask({
    required String taskId,
  }) : this.over(<String, Object?>{
    'task_id': taskId,
  });

  static const commandKind = CommandKind.assignTask;

  /// The fields that the server reads.
  static const fieldNames = {
    'assignee_uid',
    'is_pooled',
    'task_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get assigneeUid => textOf(fields['assignee_uid']);
  set assigneeUid(String? value) => fields['assignee_uid'] = value;

  bool? get isPooled => flagOf(fields['is_pooled']);
  set isPooled(bool? value) => fields['is_pooled'] = value;

  String? get taskId => textOf(fields['task_id']);
  set taskId(String? value) => fields['task_id'] = value;
}

/// Data of `add_note`.
extension type AddNote.over(Fields fields) {
  AddNote({
    required String note,
  }) : this.over(<String, Object?>{
    'note': note,
  });

  static const commandKind = CommandKind.addNote;

  /// The fields that the server reads.
  static const fieldNames = {
    'customer_id',
    'lead_id',
    'note',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get leadId => textOf(fields['lead_id']);
  set leadId(String? value) => fields['lead_id'] = value;

  String? get note => textOf(fields['note']);
  set note(String? value) => fields['note'] = value;
}

/// `order_id`: the id of the order's document, which says at which outlet; `outlet_id` where there is none.
extension type GiveFeedback.over(Fields fields) {
  GiveFeedback({
    required int rating,
  }) : this.over(<String, Object?>{
    'rating': rating,
  });

  static const commandKind = CommandKind.giveFeedback;

  /// The fields that the server reads.
  static const fieldNames = {
    'comment',
    'customer_id',
    'order_id',
    'outlet_id',
    'rating',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get comment => textOf(fields['comment']);
  set comment(String? value) => fields['comment'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get orderId => textOf(fields['order_id']);
  set orderId(String? value) => fields['order_id'] = value;

  String? get outletId => textOf(fields['outlet_id']);
  set outletId(String? value) => fields['outlet_id'] = value;

  int? get rating => wholeOf(fields['rating']);
  set rating(int? value) => fields['rating'] = value;
}

/// Data of `resolve_feedback`.
extension type ResolveFeedback.over(Fields fields) {
  ResolveFeedback({
    required String feedbackId,
  }) : this.over(<String, Object?>{
    'feedback_id': feedbackId,
  });

  static const commandKind = CommandKind.resolveFeedback;

  /// The fields that the server reads.
  static const fieldNames = {
    'feedback_id',
    'resolution',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get feedbackId => textOf(fields['feedback_id']);
  set feedbackId(String? value) => fields['feedback_id'] = value;

  String? get resolution => textOf(fields['resolution']);
  set resolution(String? value) => fields['resolution'] = value;
}

/// `medium`: what goes along; a place, and on channels without files a file, as a link below the text.
extension type SendMessage.over(Fields fields) {
  SendMessage({
    required Channel channel,
    required String text,
  }) : this.over(<String, Object?>{
    'channel': channel.written,
    'text': text,
  });

  static const commandKind = CommandKind.sendMessage;

  /// The fields that the server reads.
  static const fieldNames = {
    'channel',
    'customer_id',
    'medium',
    'text',
  };

  Draft toDraft() => Draft(commandKind, fields);

  Channel? get channel => Channel.of(fields['channel']);
  set channel(Channel? value) => fields['channel'] = value?.written;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  PackageMedium? get medium => partOf(fields['medium'], PackageMedium.over);
  set medium(PackageMedium? value) => fields['medium'] = value;

  String? get text => textOf(fields['text']);
  set text(String? value) => fields['text'] = value;
}

/// `assigned_to`: the member who gets the conversation; without one the pool's job finds somebody.
extension type HandOverConversation.over(Fields fields) {
  HandOverConversation({
    required String conversationId,
  }) : this.over(<String, Object?>{
    'conversation_id': conversationId,
  });

  static const commandKind = CommandKind.handOverConversation;

  /// The fields that the server reads.
  static const fieldNames = {
    'assigned_to',
    'conversation_id',
    'handover_notes',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get assignedTo => textOf(fields['assigned_to']);
  set assignedTo(String? value) => fields['assigned_to'] = value;

  String? get conversationId => textOf(fields['conversation_id']);
  set conversationId(String? value) => fields['conversation_id'] = value;

  String? get handoverNotes => textOf(fields['handover_notes']);
  set handoverNotes(String? value) => fields['handover_notes'] = value;
}

/// `phase`: how far the person says that it has come, where that is further than the conversation says.
extension type GiveBackConversation.over(Fields fields) {
  GiveBackConversation({
    required String conversationId,
  }) : this.over(<String, Object?>{
    'conversation_id': conversationId,
  });

  static const commandKind = CommandKind.giveBackConversation;

  /// The fields that the server reads.
  static const fieldNames = {
    'conversation_id',
    'phase',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get conversationId => textOf(fields['conversation_id']);
  set conversationId(String? value) => fields['conversation_id'] = value;

  GiveBackConversationPhase? get phase => GiveBackConversationPhase.of(fields['phase']);
  set phase(GiveBackConversationPhase? value) => fields['phase'] = value?.written;
}

/// The seed's body. `interested_package`: a package's code; `ai_confidence`: from 0 to 1.
extension type CaptureChatLead.over(Fields fields) {
  CaptureChatLead({
    required String phone,
  }) : this.over(<String, Object?>{
    'phone': phone,
  });

  static const commandKind = CommandKind.captureChatLead;

  /// The fields that the server reads.
  static const fieldNames = {
    'ai_confidence',
    'conversation_summary',
    'interested_package',
    'name',
    'phase',
    'phone',
    'source',
  };

  Draft toDraft() => Draft(commandKind, fields);

  num? get aiConfidence => numberOf(fields['ai_confidence']);
  set aiConfidence(num? value) => fields['ai_confidence'] = value;

  String? get conversationSummary => textOf(fields['conversation_summary']);
  set conversationSummary(String? value) => fields['conversation_summary'] = value;

  String? get interestedPackage => textOf(fields['interested_package']);
  set interestedPackage(String? value) => fields['interested_package'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  CaptureChatLeadPhase? get phase => CaptureChatLeadPhase.of(fields['phase']);
  set phase(CaptureChatLeadPhase? value) => fields['phase'] = value?.written;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  String? get source => textOf(fields['source']);
  set source(String? value) => fields['source'] = value;
}

/// Fields of a lead. One that is absent stays as it is, one that is null goes; `contact` and `company` are changed field by field.
extension type SaveLead.over(Fields fields) {
  SaveLead() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveLead;

  /// The fields that the server reads.
  static const fieldNames = {
    'assigned_uid',
    'campaign_id',
    'company',
    'consents',
    'contact',
    'currency',
    'estimated_value_minor',
    'interest_product_ids',
    'lead_id',
    'message',
    'nurturing_stage',
    'source',
    'source_app',
    'source_method',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get assignedUid => textOf(fields['assigned_uid']);
  set assignedUid(String? value) => fields['assigned_uid'] = value;

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;

  LeadCompanyForm? get company => partOf(fields['company'], LeadCompanyForm.over);
  set company(LeadCompanyForm? value) => fields['company'] = value;

  Map<String, bool>? get consents => mapOf(fields['consents'], (each) => flagOf(each));
  set consents(Map<String, bool>? value) => fields['consents'] = value;

  LeadContactForm? get contact => partOf(fields['contact'], LeadContactForm.over);
  set contact(LeadContactForm? value) => fields['contact'] = value;

  String? get currency => textOf(fields['currency']);
  set currency(String? value) => fields['currency'] = value;

  int? get estimatedValueMinor => wholeOf(fields['estimated_value_minor']);
  set estimatedValueMinor(int? value) => fields['estimated_value_minor'] = value;

  List<String>? get interestProductIds => listOf(fields['interest_product_ids'], (each) => textOf(each));
  set interestProductIds(List<String>? value) => fields['interest_product_ids'] = value;

  String? get leadId => textOf(fields['lead_id']);
  set leadId(String? value) => fields['lead_id'] = value;

  String? get message => textOf(fields['message']);
  set message(String? value) => fields['message'] = value;

  String? get nurturingStage => textOf(fields['nurturing_stage']);
  set nurturingStage(String? value) => fields['nurturing_stage'] = value;

  String? get source => textOf(fields['source']);
  set source(String? value) => fields['source'] = value;

  SaveLeadSourceApp? get sourceApp => SaveLeadSourceApp.of(fields['source_app']);
  set sourceApp(SaveLeadSourceApp? value) => fields['source_app'] = value?.written;

  SaveLeadSourceMethod? get sourceMethod => SaveLeadSourceMethod.of(fields['source_method']);
  set sourceMethod(SaveLeadSourceMethod? value) => fields['source_method'] = value?.written;
}

/// `customer_id`: who the lead turned out to be, where its phone and email do not say so.
extension type ConvertLead.over(Fields fields) {
  ConvertLead({
    required String leadId,
  }) : this.over(<String, Object?>{
    'lead_id': leadId,
  });

  static const commandKind = CommandKind.convertLead;

  /// The fields that the server reads.
  static const fieldNames = {
    'begins_deal',
    'customer_id',
    'lead_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  bool? get beginsDeal => flagOf(fields['begins_deal']);
  set beginsDeal(bool? value) => fields['begins_deal'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get leadId => textOf(fields['lead_id']);
  set leadId(String? value) => fields['lead_id'] = value;
}

/// Data of `close_lead`.
extension type CloseLead.over(Fields fields) {
  CloseLead({
    required String leadId,
    required String reason,
  }) : this.over(<String, Object?>{
    'lead_id': leadId,
    'reason': reason,
  });

  static const commandKind = CommandKind.closeLead;

  /// The fields that the server reads.
  static const fieldNames = {
    'lead_id',
    'reason',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get leadId => textOf(fields['lead_id']);
  set leadId(String? value) => fields['lead_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;
}

/// Fields of a legal entity. One that is absent stays as it is, one that is null goes.
extension type SaveLegalEntity.over(Fields fields) {
  SaveLegalEntity() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveLegalEntity;

  /// The fields that the server reads.
  static const fieldNames = {
    'billing_address',
    'billing_email',
    'business_license',
    'credit_limit_minor',
    'customer_id',
    'legal_entity_id',
    'legal_name',
    'payment_term_days',
    'tax_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get billingAddress => textOf(fields['billing_address']);
  set billingAddress(String? value) => fields['billing_address'] = value;

  String? get billingEmail => textOf(fields['billing_email']);
  set billingEmail(String? value) => fields['billing_email'] = value;

  String? get businessLicense => textOf(fields['business_license']);
  set businessLicense(String? value) => fields['business_license'] = value;

  int? get creditLimitMinor => wholeOf(fields['credit_limit_minor']);
  set creditLimitMinor(int? value) => fields['credit_limit_minor'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get legalEntityId => textOf(fields['legal_entity_id']);
  set legalEntityId(String? value) => fields['legal_entity_id'] = value;

  String? get legalName => textOf(fields['legal_name']);
  set legalName(String? value) => fields['legal_name'] = value;

  int? get paymentTermDays => wholeOf(fields['payment_term_days']);
  set paymentTermDays(int? value) => fields['payment_term_days'] = value;

  String? get taxId => textOf(fields['tax_id']);
  set taxId(String? value) => fields['tax_id'] = value;
}

/// Fields of a brand. One that is absent stays as it is, one that is null goes.
extension type SaveBrand.over(Fields fields) {
  SaveBrand() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveBrand;

  /// The fields that the server reads.
  static const fieldNames = {
    'brand_id',
    'brand_name',
    'business_scale',
    'competitors',
    'customer_id',
    'goals',
    'growth_opportunities',
    'health',
    'health_reason',
    'industry_segment',
    'is_strategic',
    'legal_entity_id',
    'pic_name',
    'pic_role',
    'relationships',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get brandId => textOf(fields['brand_id']);
  set brandId(String? value) => fields['brand_id'] = value;

  String? get brandName => textOf(fields['brand_name']);
  set brandName(String? value) => fields['brand_name'] = value;

  SaveBrandBusinessScale? get businessScale => SaveBrandBusinessScale.of(fields['business_scale']);
  set businessScale(SaveBrandBusinessScale? value) => fields['business_scale'] = value?.written;

  List<CompetitorForm>? get competitors => listOf(fields['competitors'], (each) => partOf(each, CompetitorForm.over));
  set competitors(List<CompetitorForm>? value) => fields['competitors'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  List<GoalForm>? get goals => listOf(fields['goals'], (each) => partOf(each, GoalForm.over));
  set goals(List<GoalForm>? value) => fields['goals'] = value;

  List<String>? get growthOpportunities => listOf(fields['growth_opportunities'], (each) => textOf(each));
  set growthOpportunities(List<String>? value) => fields['growth_opportunities'] = value;

  SaveBrandHealth? get health => SaveBrandHealth.of(fields['health']);
  set health(SaveBrandHealth? value) => fields['health'] = value?.written;

  String? get healthReason => textOf(fields['health_reason']);
  set healthReason(String? value) => fields['health_reason'] = value;

  SaveBrandIndustrySegment? get industrySegment => SaveBrandIndustrySegment.of(fields['industry_segment']);
  set industrySegment(SaveBrandIndustrySegment? value) => fields['industry_segment'] = value?.written;

  bool? get isStrategic => flagOf(fields['is_strategic']);
  set isStrategic(bool? value) => fields['is_strategic'] = value;

  String? get legalEntityId => textOf(fields['legal_entity_id']);
  set legalEntityId(String? value) => fields['legal_entity_id'] = value;

  String? get picName => textOf(fields['pic_name']);
  set picName(String? value) => fields['pic_name'] = value;

  SaveBrandPicRole? get picRole => SaveBrandPicRole.of(fields['pic_role']);
  set picRole(SaveBrandPicRole? value) => fields['pic_role'] = value?.written;

  List<RelationshipForm>? get relationships => listOf(fields['relationships'], (each) => partOf(each, RelationshipForm.over));
  set relationships(List<RelationshipForm>? value) => fields['relationships'] = value;
}

/// Fields of a location. One that is absent stays as it is, one that is null goes.
extension type SaveLocation.over(Fields fields) {
  SaveLocation() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveLocation;

  /// The fields that the server reads.
  static const fieldNames = {
    'address',
    'brand_id',
    'extension',
    'instagram',
    'is_active',
    'location_id',
    'location_name',
    'notes',
    'phone',
    'photos',
    'pic_name',
    'pic_role',
  };

  Draft toDraft() => Draft(commandKind, fields);

  AddressForm? get address => partOf(fields['address'], AddressForm.over);
  set address(AddressForm? value) => fields['address'] = value;

  String? get brandId => textOf(fields['brand_id']);
  set brandId(String? value) => fields['brand_id'] = value;

  ExtensionForm? get extension => partOf(fields['extension'], ExtensionForm.over);
  set extension(ExtensionForm? value) => fields['extension'] = value;

  String? get instagram => textOf(fields['instagram']);
  set instagram(String? value) => fields['instagram'] = value;

  bool? get isActive => flagOf(fields['is_active']);
  set isActive(bool? value) => fields['is_active'] = value;

  String? get locationId => textOf(fields['location_id']);
  set locationId(String? value) => fields['location_id'] = value;

  String? get locationName => textOf(fields['location_name']);
  set locationName(String? value) => fields['location_name'] = value;

  String? get notes => textOf(fields['notes']);
  set notes(String? value) => fields['notes'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  List<PhotoForm>? get photos => listOf(fields['photos'], (each) => partOf(each, PhotoForm.over));
  set photos(List<PhotoForm>? value) => fields['photos'] = value;

  String? get picName => textOf(fields['pic_name']);
  set picName(String? value) => fields['pic_name'] = value;

  SaveLocationPicRole? get picRole => SaveLocationPicRole.of(fields['pic_role']);
  set picRole(SaveLocationPicRole? value) => fields['pic_role'] = value?.written;
}

/// Fields of a contact. One that is absent stays as it is, one that is null goes. `consents`: what the person said in the form about each channel.
extension type SaveContact.over(Fields fields) {
  SaveContact() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveContact;

  /// The fields that the server reads.
  static const fieldNames = {
    'birthday',
    'communication_preferences',
    'consents',
    'contact_id',
    'customer_id',
    'department',
    'email',
    'influence_level',
    'is_decision_maker',
    'is_primary',
    'name',
    'notes',
    'phone',
    'position',
    'preferred_contact_method',
    'tags',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get birthday => textOf(fields['birthday']);
  set birthday(String? value) => fields['birthday'] = value;

  PreferencesForm? get communicationPreferences => partOf(fields['communication_preferences'], PreferencesForm.over);
  set communicationPreferences(PreferencesForm? value) => fields['communication_preferences'] = value;

  Map<String, bool>? get consents => mapOf(fields['consents'], (each) => flagOf(each));
  set consents(Map<String, bool>? value) => fields['consents'] = value;

  String? get contactId => textOf(fields['contact_id']);
  set contactId(String? value) => fields['contact_id'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get department => textOf(fields['department']);
  set department(String? value) => fields['department'] = value;

  String? get email => textOf(fields['email']);
  set email(String? value) => fields['email'] = value;

  SaveContactInfluenceLevel? get influenceLevel => SaveContactInfluenceLevel.of(fields['influence_level']);
  set influenceLevel(SaveContactInfluenceLevel? value) => fields['influence_level'] = value?.written;

  bool? get isDecisionMaker => flagOf(fields['is_decision_maker']);
  set isDecisionMaker(bool? value) => fields['is_decision_maker'] = value;

  bool? get isPrimary => flagOf(fields['is_primary']);
  set isPrimary(bool? value) => fields['is_primary'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get notes => textOf(fields['notes']);
  set notes(String? value) => fields['notes'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  String? get position => textOf(fields['position']);
  set position(String? value) => fields['position'] = value;

  SaveContactPreferredContactMethod? get preferredContactMethod => SaveContactPreferredContactMethod.of(fields['preferred_contact_method']);
  set preferredContactMethod(SaveContactPreferredContactMethod? value) => fields['preferred_contact_method'] = value?.written;

  List<String>? get tags => listOf(fields['tags'], (each) => textOf(each));
  set tags(List<String>? value) => fields['tags'] = value;
}

/// Fields of a contract. One that is absent stays as it is, one that is null goes.
extension type SaveContract.over(Fields fields) {
  SaveContract() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveContract;

  /// The fields that the server reads.
  static const fieldNames = {
    'contract_id',
    'customer_id',
    'ends_on',
    'is_cancelled',
    'legal_entity_id',
    'prices',
    'renewal',
    'starts_on',
    'title',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get contractId => textOf(fields['contract_id']);
  set contractId(String? value) => fields['contract_id'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get endsOn => textOf(fields['ends_on']);
  set endsOn(String? value) => fields['ends_on'] = value;

  bool? get isCancelled => flagOf(fields['is_cancelled']);
  set isCancelled(bool? value) => fields['is_cancelled'] = value;

  String? get legalEntityId => textOf(fields['legal_entity_id']);
  set legalEntityId(String? value) => fields['legal_entity_id'] = value;

  List<ContractPriceForm>? get prices => listOf(fields['prices'], (each) => partOf(each, ContractPriceForm.over));
  set prices(List<ContractPriceForm>? value) => fields['prices'] = value;

  SaveContractRenewal? get renewal => SaveContractRenewal.of(fields['renewal']);
  set renewal(SaveContractRenewal? value) => fields['renewal'] = value?.written;

  String? get startsOn => textOf(fields['starts_on']);
  set startsOn(String? value) => fields['starts_on'] = value;

  String? get title => textOf(fields['title']);
  set title(String? value) => fields['title'] = value;
}

/// A state of an invoice: a payment says `paid_minor`, all that was paid until then. What is absent stays.
extension type RecordInvoice.over(Fields fields) {
  RecordInvoice({
    required String invoiceId,
  }) : this.over(<String, Object?>{
    'invoice_id': invoiceId,
  });

  static const commandKind = CommandKind.recordInvoice;

  /// The fields that the server reads.
  static const fieldNames = {
    'due_on',
    'invoice_id',
    'is_cancelled',
    'issued_on',
    'legal_entity_id',
    'number',
    'paid_minor',
    'total_minor',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get dueOn => textOf(fields['due_on']);
  set dueOn(String? value) => fields['due_on'] = value;

  String? get invoiceId => textOf(fields['invoice_id']);
  set invoiceId(String? value) => fields['invoice_id'] = value;

  bool? get isCancelled => flagOf(fields['is_cancelled']);
  set isCancelled(bool? value) => fields['is_cancelled'] = value;

  String? get issuedOn => textOf(fields['issued_on']);
  set issuedOn(String? value) => fields['issued_on'] = value;

  String? get legalEntityId => textOf(fields['legal_entity_id']);
  set legalEntityId(String? value) => fields['legal_entity_id'] = value;

  String? get number => textOf(fields['number']);
  set number(String? value) => fields['number'] = value;

  int? get paidMinor => wholeOf(fields['paid_minor']);
  set paidMinor(int? value) => fields['paid_minor'] = value;

  int? get totalMinor => wholeOf(fields['total_minor']);
  set totalMinor(int? value) => fields['total_minor'] = value;
}

/// Fields of a deal. One that is absent stays as it is, one that is null goes.
extension type ChangeOpportunity.over(Fields fields) {
  ChangeOpportunity() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.changeOpportunity;

  /// The fields that the server reads.
  static const fieldNames = {
    'brand_id',
    'close_reason',
    'competitors',
    'contract_term',
    'currency',
    'customer_id',
    'deal_level',
    'decision_maker',
    'description',
    'estimated_value_minor',
    'expected_close_on',
    'location_id',
    'next_action',
    'next_action_on',
    'opportunity_id',
    'owner_uid',
    'pipeline',
    'primary_contact_id',
    'product_dimensions',
    'product_ids',
    'sla_requirement',
    'stage',
    'team_uids',
    'title',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get brandId => textOf(fields['brand_id']);
  set brandId(String? value) => fields['brand_id'] = value;

  String? get closeReason => textOf(fields['close_reason']);
  set closeReason(String? value) => fields['close_reason'] = value;

  List<String>? get competitors => listOf(fields['competitors'], (each) => textOf(each));
  set competitors(List<String>? value) => fields['competitors'] = value;

  String? get contractTerm => textOf(fields['contract_term']);
  set contractTerm(String? value) => fields['contract_term'] = value;

  String? get currency => textOf(fields['currency']);
  set currency(String? value) => fields['currency'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  ChangeOpportunityDealLevel? get dealLevel => ChangeOpportunityDealLevel.of(fields['deal_level']);
  set dealLevel(ChangeOpportunityDealLevel? value) => fields['deal_level'] = value?.written;

  String? get decisionMaker => textOf(fields['decision_maker']);
  set decisionMaker(String? value) => fields['decision_maker'] = value;

  String? get description => textOf(fields['description']);
  set description(String? value) => fields['description'] = value;

  int? get estimatedValueMinor => wholeOf(fields['estimated_value_minor']);
  set estimatedValueMinor(int? value) => fields['estimated_value_minor'] = value;

  String? get expectedCloseOn => textOf(fields['expected_close_on']);
  set expectedCloseOn(String? value) => fields['expected_close_on'] = value;

  String? get locationId => textOf(fields['location_id']);
  set locationId(String? value) => fields['location_id'] = value;

  String? get nextAction => textOf(fields['next_action']);
  set nextAction(String? value) => fields['next_action'] = value;

  String? get nextActionOn => textOf(fields['next_action_on']);
  set nextActionOn(String? value) => fields['next_action_on'] = value;

  String? get opportunityId => textOf(fields['opportunity_id']);
  set opportunityId(String? value) => fields['opportunity_id'] = value;

  String? get ownerUid => textOf(fields['owner_uid']);
  set ownerUid(String? value) => fields['owner_uid'] = value;

  String? get pipeline => textOf(fields['pipeline']);
  set pipeline(String? value) => fields['pipeline'] = value;

  String? get primaryContactId => textOf(fields['primary_contact_id']);
  set primaryContactId(String? value) => fields['primary_contact_id'] = value;

  List<ChangeOpportunityProductDimensions>? get productDimensions => listOf(fields['product_dimensions'], (each) => ChangeOpportunityProductDimensions.of(each));
  set productDimensions(List<ChangeOpportunityProductDimensions>? value) => fields['product_dimensions'] = value?.map((each) => each.written).toList();

  List<String>? get productIds => listOf(fields['product_ids'], (each) => textOf(each));
  set productIds(List<String>? value) => fields['product_ids'] = value;

  String? get slaRequirement => textOf(fields['sla_requirement']);
  set slaRequirement(String? value) => fields['sla_requirement'] = value;

  String? get stage => textOf(fields['stage']);
  set stage(String? value) => fields['stage'] = value;

  List<String>? get teamUids => listOf(fields['team_uids'], (each) => textOf(each));
  set teamUids(List<String>? value) => fields['team_uids'] = value;

  String? get title => textOf(fields['title']);
  set title(String? value) => fields['title'] = value;
}

/// Fields of a quote. One that is absent stays as it is, one that is null goes. `valid_until`: an instant, or the last day on which it holds.
extension type SaveQuote.over(Fields fields) {
  SaveQuote() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveQuote;

  /// The fields that the server reads.
  static const fieldNames = {
    'customer_id',
    'discount_percent',
    'legal_entity_id',
    'lines',
    'note',
    'opportunity_id',
    'quote_id',
    'valid_until',
    'wanted_on',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get discountPercent => decimalOf(fields['discount_percent']);
  set discountPercent(String? value) => fields['discount_percent'] = value;

  String? get legalEntityId => textOf(fields['legal_entity_id']);
  set legalEntityId(String? value) => fields['legal_entity_id'] = value;

  List<QuoteLineForm>? get lines => listOf(fields['lines'], (each) => partOf(each, QuoteLineForm.over));
  set lines(List<QuoteLineForm>? value) => fields['lines'] = value;

  String? get note => textOf(fields['note']);
  set note(String? value) => fields['note'] = value;

  String? get opportunityId => textOf(fields['opportunity_id']);
  set opportunityId(String? value) => fields['opportunity_id'] = value;

  String? get quoteId => textOf(fields['quote_id']);
  set quoteId(String? value) => fields['quote_id'] = value;

  Object? get validUntil => fields['valid_until'];
  set validUntil(Object? value) => fields['valid_until'] = value;

  String? get wantedOn => textOf(fields['wanted_on']);
  set wantedOn(String? value) => fields['wanted_on'] = value;
}

/// `reason`: why, in words, kept in the quote's history.
extension type SubmitQuote.over(Fields fields) {
  SubmitQuote({
    required String quoteId,
  }) : this.over(<String, Object?>{
    'quote_id': quoteId,
  });

  static const commandKind = CommandKind.submitQuote;

  /// The fields that the server reads.
  static const fieldNames = {
    'quote_id',
    'reason',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get quoteId => textOf(fields['quote_id']);
  set quoteId(String? value) => fields['quote_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;
}

/// A refusal has a reason.
extension type DecideQuote.over(Fields fields) {
  DecideQuote({
    required DecideQuoteDecision decision,
    required String quoteId,
  }) : this.over(<String, Object?>{
    'decision': decision.written,
    'quote_id': quoteId,
  });

  static const commandKind = CommandKind.decideQuote;

  /// The fields that the server reads.
  static const fieldNames = {
    'decision',
    'quote_id',
    'reason',
  };

  Draft toDraft() => Draft(commandKind, fields);

  DecideQuoteDecision? get decision => DecideQuoteDecision.of(fields['decision']);
  set decision(DecideQuoteDecision? value) => fields['decision'] = value?.written;

  String? get quoteId => textOf(fields['quote_id']);
  set quoteId(String? value) => fields['quote_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;
}

/// `reason`: why, in words, kept in the quote's history.
extension type WithdrawQuote.over(Fields fields) {
  WithdrawQuote({
    required String quoteId,
  }) : this.over(<String, Object?>{
    'quote_id': quoteId,
  });

  static const commandKind = CommandKind.withdrawQuote;

  /// The fields that the server reads.
  static const fieldNames = {
    'quote_id',
    'reason',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get quoteId => textOf(fields['quote_id']);
  set quoteId(String? value) => fields['quote_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;
}

/// `reason`: why, in words, kept in the quote's history.
extension type SendQuote.over(Fields fields) {
  SendQuote({
    required String quoteId,
  }) : this.over(<String, Object?>{
    'quote_id': quoteId,
  });

  static const commandKind = CommandKind.sendQuote;

  /// The fields that the server reads.
  static const fieldNames = {
    'quote_id',
    'reason',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get quoteId => textOf(fields['quote_id']);
  set quoteId(String? value) => fields['quote_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;
}

/// `reason`: what the customer said, which is why the deal was won.
extension type AnswerQuote.over(Fields fields) {
  AnswerQuote({
    required AnswerQuoteAnswer answer,
    required String quoteId,
  }) : this.over(<String, Object?>{
    'answer': answer.written,
    'quote_id': quoteId,
  });

  static const commandKind = CommandKind.answerQuote;

  /// The fields that the server reads.
  static const fieldNames = {
    'answer',
    'quote_id',
    'reason',
  };

  Draft toDraft() => Draft(commandKind, fields);

  AnswerQuoteAnswer? get answer => AnswerQuoteAnswer.of(fields['answer']);
  set answer(AnswerQuoteAnswer? value) => fields['answer'] = value?.written;

  String? get quoteId => textOf(fields['quote_id']);
  set quoteId(String? value) => fields['quote_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;
}

/// Seats of a package, for a customer or for the one of a conversation. `name` as the passport has it, `phone`: the customer's where they are absent.
extension type ReserveSeats.over(Fields fields) {
  ReserveSeats({
    required String packageId,
    required int seats,
  }) : this.over(<String, Object?>{
    'package_id': packageId,
    'seats': seats,
  });

  static const commandKind = CommandKind.reserveSeats;

  /// The fields that the server reads.
  static const fieldNames = {
    'booking_id',
    'conversation_id',
    'customer_id',
    'name',
    'package_id',
    'phone',
    'seats',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get bookingId => textOf(fields['booking_id']);
  set bookingId(String? value) => fields['booking_id'] = value;

  String? get conversationId => textOf(fields['conversation_id']);
  set conversationId(String? value) => fields['conversation_id'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get packageId => textOf(fields['package_id']);
  set packageId(String? value) => fields['package_id'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  int? get seats => wholeOf(fields['seats']);
  set seats(int? value) => fields['seats'] = value;
}

/// By which payment: of an invoice that is paid, or as those who bill have seen it.
extension type ConfirmBooking.over(Fields fields) {
  ConfirmBooking({
    required String bookingId,
  }) : this.over(<String, Object?>{
    'booking_id': bookingId,
  });

  static const commandKind = CommandKind.confirmBooking;

  /// The fields that the server reads.
  static const fieldNames = {
    'booking_id',
    'invoice_id',
    'payment_reference',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get bookingId => textOf(fields['booking_id']);
  set bookingId(String? value) => fields['booking_id'] = value;

  String? get invoiceId => textOf(fields['invoice_id']);
  set invoiceId(String? value) => fields['invoice_id'] = value;

  String? get paymentReference => textOf(fields['payment_reference']);
  set paymentReference(String? value) => fields['payment_reference'] = value;
}

/// Data of `cancel_booking`.
extension type CancelBooking.over(Fields fields) {
  CancelBooking({
    required String bookingId,
  }) : this.over(<String, Object?>{
    'booking_id': bookingId,
  });

  static const commandKind = CommandKind.cancelBooking;

  /// The fields that the server reads.
  static const fieldNames = {
    'booking_id',
    'reason',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get bookingId => textOf(fields['booking_id']);
  set bookingId(String? value) => fields['booking_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;
}

/// Fields of a booking. One that is absent stays; name and phone go where they are null.
extension type ChangeBooking.over(Fields fields) {
  ChangeBooking({
    required String bookingId,
  }) : this.over(<String, Object?>{
    'booking_id': bookingId,
  });

  static const commandKind = CommandKind.changeBooking;

  /// The fields that the server reads.
  static const fieldNames = {
    'booking_id',
    'name',
    'phone',
    'seats',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get bookingId => textOf(fields['booking_id']);
  set bookingId(String? value) => fields['booking_id'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  int? get seats => wholeOf(fields['seats']);
  set seats(int? value) => fields['seats'] = value;
}

/// What is taken from whom: a reward of the catalogue, or points for something at the desk.
extension type RedeemPoints.over(Fields fields) {
  RedeemPoints() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.redeemPoints;

  /// The fields that the server reads.
  static const fieldNames = {
    'customer_id',
    'points',
    'reason',
    'reward_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  int? get points => wholeOf(fields['points']);
  set points(int? value) => fields['points'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;

  String? get rewardId => textOf(fields['reward_id']);
  set rewardId(String? value) => fields['reward_id'] = value;
}

/// By how much a balance moves, up or down, and why.
extension type AdjustPoints.over(Fields fields) {
  AdjustPoints({
    required int amount,
  }) : this.over(<String, Object?>{
    'amount': amount,
  });

  static const commandKind = CommandKind.adjustPoints;

  /// The fields that the server reads.
  static const fieldNames = {
    'amount',
    'customer_id',
    'reason',
    'unit',
  };

  Draft toDraft() => Draft(commandKind, fields);

  int? get amount => wholeOf(fields['amount']);
  set amount(int? value) => fields['amount'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get reason => textOf(fields['reason']);
  set reason(String? value) => fields['reason'] = value;

  AdjustPointsUnit? get unit => AdjustPointsUnit.of(fields['unit']);
  set unit(AdjustPointsUnit? value) => fields['unit'] = value?.written;
}

/// Fields of a campaign. One that is absent stays as it is, one that is null goes. Without an id it is new.
extension type SaveCampaign.over(Fields fields) {
  SaveCampaign() : this.over(<String, Object?>{});

  static const commandKind = CommandKind.saveCampaign;

  /// The fields that the server reads.
  static const fieldNames = {
    'at_local_time',
    'budget_messages',
    'budget_minor',
    'campaign_id',
    'channels',
    'coupon_name',
    'description',
    'ends_at',
    'exclude_segment_ids',
    'handoff',
    'holdout_percent',
    'kpi',
    'kpi_target',
    'mode',
    'name',
    'objective',
    'offer',
    'offer_id',
    'priority',
    'promotes',
    'promotion_details',
    'related_product_ids',
    'segment_ids',
    'spread_hours',
    'starts_at',
    'template',
    'variables',
    'variants',
  };

  Draft toDraft() => Draft(commandKind, fields);

  bool? get atLocalTime => flagOf(fields['at_local_time']);
  set atLocalTime(bool? value) => fields['at_local_time'] = value;

  int? get budgetMessages => wholeOf(fields['budget_messages']);
  set budgetMessages(int? value) => fields['budget_messages'] = value;

  int? get budgetMinor => wholeOf(fields['budget_minor']);
  set budgetMinor(int? value) => fields['budget_minor'] = value;

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;

  List<SaveCampaignChannels>? get channels => listOf(fields['channels'], (each) => SaveCampaignChannels.of(each));
  set channels(List<SaveCampaignChannels>? value) => fields['channels'] = value?.map((each) => each.written).toList();

  String? get couponName => textOf(fields['coupon_name']);
  set couponName(String? value) => fields['coupon_name'] = value;

  String? get description => textOf(fields['description']);
  set description(String? value) => fields['description'] = value;

  DateTime? get endsAt => instantOf(fields['ends_at']);
  set endsAt(DateTime? value) => fields['ends_at'] = timestampOf(value);

  List<String>? get excludeSegmentIds => listOf(fields['exclude_segment_ids'], (each) => textOf(each));
  set excludeSegmentIds(List<String>? value) => fields['exclude_segment_ids'] = value;

  SaveCampaignHandoff? get handoff => SaveCampaignHandoff.of(fields['handoff']);
  set handoff(SaveCampaignHandoff? value) => fields['handoff'] = value?.written;

  num? get holdoutPercent => numberOf(fields['holdout_percent']);
  set holdoutPercent(num? value) => fields['holdout_percent'] = value;

  SaveCampaignKpi? get kpi => SaveCampaignKpi.of(fields['kpi']);
  set kpi(SaveCampaignKpi? value) => fields['kpi'] = value?.written;

  num? get kpiTarget => numberOf(fields['kpi_target']);
  set kpiTarget(num? value) => fields['kpi_target'] = value;

  SaveCampaignMode? get mode => SaveCampaignMode.of(fields['mode']);
  set mode(SaveCampaignMode? value) => fields['mode'] = value?.written;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get objective => textOf(fields['objective']);
  set objective(String? value) => fields['objective'] = value;

  String? get offer => textOf(fields['offer']);
  set offer(String? value) => fields['offer'] = value;

  String? get offerId => textOf(fields['offer_id']);
  set offerId(String? value) => fields['offer_id'] = value;

  int? get priority => wholeOf(fields['priority']);
  set priority(int? value) => fields['priority'] = value;

  PromotedForm? get promotes => partOf(fields['promotes'], PromotedForm.over);
  set promotes(PromotedForm? value) => fields['promotes'] = value;

  String? get promotionDetails => textOf(fields['promotion_details']);
  set promotionDetails(String? value) => fields['promotion_details'] = value;

  List<String>? get relatedProductIds => listOf(fields['related_product_ids'], (each) => textOf(each));
  set relatedProductIds(List<String>? value) => fields['related_product_ids'] = value;

  List<String>? get segmentIds => listOf(fields['segment_ids'], (each) => textOf(each));
  set segmentIds(List<String>? value) => fields['segment_ids'] = value;

  int? get spreadHours => wholeOf(fields['spread_hours']);
  set spreadHours(int? value) => fields['spread_hours'] = value;

  DateTime? get startsAt => instantOf(fields['starts_at']);
  set startsAt(DateTime? value) => fields['starts_at'] = timestampOf(value);

  String? get template => textOf(fields['template']);
  set template(String? value) => fields['template'] = value;

  Fields? get variables => fieldsOf(fields['variables']);
  set variables(Fields? value) => fields['variables'] = value;

  List<VariantForm>? get variants => listOf(fields['variants'], (each) => partOf(each, VariantForm.over));
  set variants(List<VariantForm>? value) => fields['variants'] = value;
}

/// The campaign that takes the step.
extension type ScheduleCampaign.over(Fields fields) {
  ScheduleCampaign({
    required String campaignId,
  }) : this.over(<String, Object?>{
    'campaign_id': campaignId,
  });

  static const commandKind = CommandKind.scheduleCampaign;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;
}

/// The campaign that takes the step.
extension type ApproveCampaign.over(Fields fields) {
  ApproveCampaign({
    required String campaignId,
  }) : this.over(<String, Object?>{
    'campaign_id': campaignId,
  });

  static const commandKind = CommandKind.approveCampaign;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;
}

/// The campaign that takes the step.
extension type PauseCampaign.over(Fields fields) {
  PauseCampaign({
    required String campaignId,
  }) : this.over(<String, Object?>{
    'campaign_id': campaignId,
  });

  static const commandKind = CommandKind.pauseCampaign;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;
}

/// The campaign that takes the step.
extension type ResumeCampaign.over(Fields fields) {
  ResumeCampaign({
    required String campaignId,
  }) : this.over(<String, Object?>{
    'campaign_id': campaignId,
  });

  static const commandKind = CommandKind.resumeCampaign;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;
}

/// The campaign that takes the step.
extension type CancelCampaign.over(Fields fields) {
  CancelCampaign({
    required String campaignId,
  }) : this.over(<String, Object?>{
    'campaign_id': campaignId,
  });

  static const commandKind = CommandKind.cancelCampaign;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;
}

/// `variant`: which of several texts; without it the first.
extension type TryCampaign.over(Fields fields) {
  TryCampaign({
    required String campaignId,
  }) : this.over(<String, Object?>{
    'campaign_id': campaignId,
  });

  static const commandKind = CommandKind.tryCampaign;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_id',
    'variant',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;

  String? get variant => textOf(fields['variant']);
  set variant(String? value) => fields['variant'] = value;
}

/// `batch_id`: the same again makes no more codes; without it they are a batch of this command. `name`: what the coupons are called, the offer's name where it is absent.
extension type MakeCouponCodes.over(Fields fields) {
  MakeCouponCodes({
    required int count,
    required String offerId,
  }) : this.over(<String, Object?>{
    'count': count,
    'offer_id': offerId,
  });

  static const commandKind = CommandKind.makeCouponCodes;

  /// The fields that the server reads.
  static const fieldNames = {
    'batch_id',
    'count',
    'name',
    'offer_id',
    'valid_from',
    'valid_until',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get batchId => textOf(fields['batch_id']);
  set batchId(String? value) => fields['batch_id'] = value;

  int? get count => wholeOf(fields['count']);
  set count(int? value) => fields['count'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get offerId => textOf(fields['offer_id']);
  set offerId(String? value) => fields['offer_id'] = value;

  DateTime? get validFrom => instantOf(fields['valid_from']);
  set validFrom(DateTime? value) => fields['valid_from'] = timestampOf(value);

  DateTime? get validUntil => instantOf(fields['valid_until']);
  set validUntil(DateTime? value) => fields['valid_until'] = timestampOf(value);
}

/// `customer_ids`: who is taken. One who was joined is taken as the customer they were joined into; an id of no customer is counted as missing.
extension type TakeSnapshot.over(Fields fields) {
  TakeSnapshot({
    required List<String> customerIds,
    required String name,
    required String segmentId,
  }) : this.over(<String, Object?>{
    'customer_ids': customerIds,
    'name': name,
    'segment_id': segmentId,
  });

  static const commandKind = CommandKind.takeSnapshot;

  /// The fields that the server reads.
  static const fieldNames = {
    'customer_ids',
    'description',
    'name',
    'segment_id',
    'segment_type',
  };

  Draft toDraft() => Draft(commandKind, fields);

  List<String>? get customerIds => listOf(fields['customer_ids'], (each) => textOf(each));
  set customerIds(List<String>? value) => fields['customer_ids'] = value;

  String? get description => textOf(fields['description']);
  set description(String? value) => fields['description'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get segmentId => textOf(fields['segment_id']);
  set segmentId(String? value) => fields['segment_id'] = value;

  TakeSnapshotSegmentType? get segmentType => TakeSnapshotSegmentType.of(fields['segment_type']);
  set segmentType(TakeSnapshotSegmentType? value) => fields['segment_type'] = value?.written;
}

/// `order_id`: the id of the order's document; without it the redemption is one of its own.
extension type RecordRedemption.over(Fields fields) {
  RecordRedemption({
    required String campaignId,
    required String customerId,
  }) : this.over(<String, Object?>{
    'campaign_id': campaignId,
    'customer_id': customerId,
  });

  static const commandKind = CommandKind.recordRedemption;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_id',
    'customer_id',
    'order_id',
    'redeemed_at',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignId => textOf(fields['campaign_id']);
  set campaignId(String? value) => fields['campaign_id'] = value;

  String? get customerId => textOf(fields['customer_id']);
  set customerId(String? value) => fields['customer_id'] = value;

  String? get orderId => textOf(fields['order_id']);
  set orderId(String? value) => fields['order_id'] = value;

  DateTime? get redeemedAt => instantOf(fields['redeemed_at']);
  set redeemedAt(DateTime? value) => fields['redeemed_at'] = timestampOf(value);
}

/// Of a campaign code and a day: all its `clicks`, and what they cost in the business's currency.
extension type RecordAdClicks.over(Fields fields) {
  RecordAdClicks({
    required String campaignCode,
    required int clicks,
    required String on,
  }) : this.over(<String, Object?>{
    'campaign_code': campaignCode,
    'clicks': clicks,
    'on': on,
  });

  static const commandKind = CommandKind.recordAdClicks;

  /// The fields that the server reads.
  static const fieldNames = {
    'campaign_code',
    'clicks',
    'cost_minor',
    'on',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get campaignCode => textOf(fields['campaign_code']);
  set campaignCode(String? value) => fields['campaign_code'] = value;

  int? get clicks => wholeOf(fields['clicks']);
  set clicks(int? value) => fields['clicks'] = value;

  int? get costMinor => wholeOf(fields['cost_minor']);
  set costMinor(int? value) => fields['cost_minor'] = value;

  String? get on => textOf(fields['on']);
  set on(String? value) => fields['on'] = value;
}

/// Fields of a member. One that is absent stays as it is, one that is null goes.
extension type ChangeMember.over(Fields fields) {
  ChangeMember({
    required String memberUid,
  }) : this.over(<String, Object?>{
    'member_uid': memberUid,
  });

  static const commandKind = CommandKind.changeMember;

  /// The fields that the server reads.
  static const fieldNames = {
    'absent_from',
    'absent_until',
    'daily_capacity',
    'districts',
    'email',
    'is_senior',
    'locale',
    'manager_uid',
    'member_uid',
    'name',
    'phone',
    'roles',
    'territory_ids',
    'timezone',
    'working_hours',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get absentFrom => textOf(fields['absent_from']);
  set absentFrom(String? value) => fields['absent_from'] = value;

  String? get absentUntil => textOf(fields['absent_until']);
  set absentUntil(String? value) => fields['absent_until'] = value;

  int? get dailyCapacity => wholeOf(fields['daily_capacity']);
  set dailyCapacity(int? value) => fields['daily_capacity'] = value;

  List<String>? get districts => listOf(fields['districts'], (each) => textOf(each));
  set districts(List<String>? value) => fields['districts'] = value;

  String? get email => textOf(fields['email']);
  set email(String? value) => fields['email'] = value;

  bool? get isSenior => flagOf(fields['is_senior']);
  set isSenior(bool? value) => fields['is_senior'] = value;

  String? get locale => textOf(fields['locale']);
  set locale(String? value) => fields['locale'] = value;

  String? get managerUid => textOf(fields['manager_uid']);
  set managerUid(String? value) => fields['manager_uid'] = value;

  String? get memberUid => textOf(fields['member_uid']);
  set memberUid(String? value) => fields['member_uid'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  List<Role>? get roles => listOf(fields['roles'], (each) => Role.of(each));
  set roles(List<Role>? value) => fields['roles'] = value?.map((each) => each.written).toList();

  List<String>? get territoryIds => listOf(fields['territory_ids'], (each) => textOf(each));
  set territoryIds(List<String>? value) => fields['territory_ids'] = value;

  String? get timezone => textOf(fields['timezone']);
  set timezone(String? value) => fields['timezone'] = value;

  HoursForm? get workingHours => partOf(fields['working_hours'], HoursForm.over);
  set workingHours(HoursForm? value) => fields['working_hours'] = value;
}

/// Fields of an outlet. One that is absent stays as it is, one that is null goes.
extension type SaveOutlet.over(Fields fields) {
  SaveOutlet({
    required String outletId,
  }) : this.over(<String, Object?>{
    'outlet_id': outletId,
  });

  static const commandKind = CommandKind.saveOutlet;

  /// The fields that the server reads.
  static const fieldNames = {
    'address',
    'city',
    'hours',
    'is_closed',
    'manager_uid',
    'name',
    'outlet_id',
    'phone',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get address => textOf(fields['address']);
  set address(String? value) => fields['address'] = value;

  String? get city => textOf(fields['city']);
  set city(String? value) => fields['city'] = value;

  List<OpenHoursForm>? get hours => listOf(fields['hours'], (each) => partOf(each, OpenHoursForm.over));
  set hours(List<OpenHoursForm>? value) => fields['hours'] = value;

  bool? get isClosed => flagOf(fields['is_closed']);
  set isClosed(bool? value) => fields['is_closed'] = value;

  String? get managerUid => textOf(fields['manager_uid']);
  set managerUid(String? value) => fields['manager_uid'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get outletId => textOf(fields['outlet_id']);
  set outletId(String? value) => fields['outlet_id'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;
}

/// `open_deals`: whether those of its customers go to the member too, or stay with whom they are.
extension type ReassignTerritory.over(Fields fields) {
  ReassignTerritory({
    required String territoryId,
    required String toUid,
  }) : this.over(<String, Object?>{
    'territory_id': territoryId,
    'to_uid': toUid,
  });

  static const commandKind = CommandKind.reassignTerritory;

  /// The fields that the server reads.
  static const fieldNames = {
    'open_deals',
    'territory_id',
    'to_uid',
  };

  Draft toDraft() => Draft(commandKind, fields);

  ReassignTerritoryOpenDeals? get openDeals => ReassignTerritoryOpenDeals.of(fields['open_deals']);
  set openDeals(ReassignTerritoryOpenDeals? value) => fields['open_deals'] = value?.written;

  String? get territoryId => textOf(fields['territory_id']);
  set territoryId(String? value) => fields['territory_id'] = value;

  String? get toUid => textOf(fields['to_uid']);
  set toUid(String? value) => fields['to_uid'] = value;
}

/// Data of `save_configuration`.
extension type SaveConfiguration.over(Fields fields) {
  SaveConfiguration({
    required String collection,
    required Fields content,
    required String id,
  }) : this.over(<String, Object?>{
    'collection': collection,
    'content': content,
    'id': id,
  });

  static const commandKind = CommandKind.saveConfiguration;

  /// The fields that the server reads.
  static const fieldNames = {
    'collection',
    'content',
    'id',
    'revision',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get collection => textOf(fields['collection']);
  set collection(String? value) => fields['collection'] = value;

  Fields? get content => fieldsOf(fields['content']);
  set content(Fields? value) => fields['content'] = value;

  String? get id => textOf(fields['id']);
  set id(String? value) => fields['id'] = value;

  int? get revision => wholeOf(fields['revision']);
  set revision(int? value) => fields['revision'] = value;
}

/// Data of `remove_configuration`.
extension type RemoveConfiguration.over(Fields fields) {
  RemoveConfiguration({
    required String collection,
    required String id,
  }) : this.over(<String, Object?>{
    'collection': collection,
    'id': id,
  });

  static const commandKind = CommandKind.removeConfiguration;

  /// The fields that the server reads.
  static const fieldNames = {
    'collection',
    'id',
    'revision',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get collection => textOf(fields['collection']);
  set collection(String? value) => fields['collection'] = value;

  String? get id => textOf(fields['id']);
  set id(String? value) => fields['id'] = value;

  int? get revision => wholeOf(fields['revision']);
  set revision(int? value) => fields['revision'] = value;
}

/// `changes`: a map is changed field by field, anything else is replaced, null is the default (RFC 7396).
extension type ChangeSettings.over(Fields fields) {
  ChangeSettings({
    required Fields changes,
  }) : this.over(<String, Object?>{
    'changes': changes,
  });

  static const commandKind = CommandKind.changeSettings;

  /// The fields that the server reads.
  static const fieldNames = {
    'changes',
    'revision',
  };

  Draft toDraft() => Draft(commandKind, fields);

  Fields? get changes => fieldsOf(fields['changes']);
  set changes(Fields? value) => fields['changes'] = value;

  int? get revision => wholeOf(fields['revision']);
  set revision(int? value) => fields['revision'] = value;
}

/// Data of `retry_dead_letter`.
extension type RetryDeadLetter.over(Fields fields) {
  RetryDeadLetter({
    required String deadLetterId,
  }) : this.over(<String, Object?>{
    'dead_letter_id': deadLetterId,
  });

  static const commandKind = CommandKind.retryDeadLetter;

  /// The fields that the server reads.
  static const fieldNames = {
    'dead_letter_id',
  };

  Draft toDraft() => Draft(commandKind, fields);

  String? get deadLetterId => textOf(fields['dead_letter_id']);
  set deadLetterId(String? value) => fields['dead_letter_id'] = value;
}

/// A part of a command's data.
extension type BuyerForm.over(Fields fields) {
  BuyerForm() : this.over(<String, Object?>{});

  String? get accountId => textOf(fields['account_id']);
  set accountId(String? value) => fields['account_id'] = value;

  String? get appUserId => textOf(fields['app_user_id']);
  set appUserId(String? value) => fields['app_user_id'] = value;

  String? get card => textOf(fields['card']);
  set card(String? value) => fields['card'] = value;

  ConsentsGiven? get consents => partOf(fields['consents'], ConsentsGiven.over);
  set consents(ConsentsGiven? value) => fields['consents'] = value;

  String? get email => textOf(fields['email']);
  set email(String? value) => fields['email'] = value;

  CustomerGroup? get group => CustomerGroup.of(fields['group']);
  set group(CustomerGroup? value) => fields['group'] = value?.written;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;

  String? get referralCode => textOf(fields['referral_code']);
  set referralCode(String? value) => fields['referral_code'] = value;
}

/// What the customer said at the till about each channel; None where nothing was said.
extension type ConsentsGiven.over(Fields fields) {
  ConsentsGiven() : this.over(<String, Object?>{});

  bool? get email => flagOf(fields['email']);
  set email(bool? value) => fields['email'] = value;

  bool? get sms => flagOf(fields['sms']);
  set sms(bool? value) => fields['sms'] = value;

  bool? get whatsapp => flagOf(fields['whatsapp']);
  set whatsapp(bool? value) => fields['whatsapp'] = value;
}

/// A part of a command's data.
extension type LineForm.over(Fields fields) {
  LineForm() : this.over(<String, Object?>{});

  String? get category => textOf(fields['category']);
  set category(String? value) => fields['category'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;

  String? get quantity => decimalOf(fields['quantity']);
  set quantity(String? value) => fields['quantity'] = value;

  String? get unit => textOf(fields['unit']);
  set unit(String? value) => fields['unit'] = value;

  String? get unitPrice => decimalOf(fields['unit_price']);
  set unitPrice(String? value) => fields['unit_price'] = value;
}

/// A part of a command's data.
extension type CartItemForm.over(Fields fields) {
  CartItemForm({
    required int priceMinor,
    required String productId,
    required int quantity,
  }) : this.over(<String, Object?>{
    'price_minor': priceMinor,
    'product_id': productId,
    'quantity': quantity,
  });

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  int? get priceMinor => wholeOf(fields['price_minor']);
  set priceMinor(int? value) => fields['price_minor'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;

  int? get quantity => wholeOf(fields['quantity']);
  set quantity(int? value) => fields['quantity'] = value;
}

/// `price_minor`: what the customer saw that it costs.
extension type WishlistItemForm.over(Fields fields) {
  WishlistItemForm({
    required String productId,
  }) : this.over(<String, Object?>{
    'product_id': productId,
  });

  int? get priceMinor => wholeOf(fields['price_minor']);
  set priceMinor(int? value) => fields['price_minor'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;
}

/// A part of a command's data.
extension type PackForm.over(Fields fields) {
  PackForm({
    required String quantity,
    required String unit,
  }) : this.over(<String, Object?>{
    'quantity': quantity,
    'unit': unit,
  });

  String? get quantity => decimalOf(fields['quantity']);
  set quantity(String? value) => fields['quantity'] = value;

  String? get unit => textOf(fields['unit']);
  set unit(String? value) => fields['unit'] = value;
}

/// Where the phone was, and how sure it was of it.
extension type CoordinatesForm.over(Fields fields) {
  CoordinatesForm({
    required num lat,
    required num lng,
  }) : this.over(<String, Object?>{
    'lat': lat,
    'lng': lng,
  });

  num? get accuracyM => numberOf(fields['accuracy_m']);
  set accuracyM(num? value) => fields['accuracy_m'] = value;

  num? get lat => numberOf(fields['lat']);
  set lat(num? value) => fields['lat'] = value;

  num? get lng => numberOf(fields['lng']);
  set lng(num? value) => fields['lng'] = value;
}

/// A part of a command's data.
extension type TransactionForm.over(Fields fields) {
  TransactionForm() : this.over(<String, Object?>{});

  int? get amountMinor => wholeOf(fields['amount_minor']);
  set amountMinor(int? value) => fields['amount_minor'] = value;

  String? get channel => textOf(fields['channel']);
  set channel(String? value) => fields['channel'] = value;

  String? get id => textOf(fields['id']);
  set id(String? value) => fields['id'] = value;

  String? get refTable => textOf(fields['ref_table']);
  set refTable(String? value) => fields['ref_table'] = value;
}

/// A medium of a package's, by its id: `brochure`, `itinerary`, or one of `media`.
extension type PackageMedium.over(Fields fields) {
  PackageMedium({
    required String mediumId,
    required String packageId,
  }) : this.over(<String, Object?>{
    'medium_id': mediumId,
    'package_id': packageId,
  });

  String? get mediumId => textOf(fields['medium_id']);
  set mediumId(String? value) => fields['medium_id'] = value;

  String? get packageId => textOf(fields['package_id']);
  set packageId(String? value) => fields['package_id'] = value;
}

/// A part of a command's data.
extension type LeadCompanyForm.over(Fields fields) {
  LeadCompanyForm() : this.over(<String, Object?>{});

  String? get city => textOf(fields['city']);
  set city(String? value) => fields['city'] = value;

  String? get district => textOf(fields['district']);
  set district(String? value) => fields['district'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  LeadCompanyFormSegment? get segment => LeadCompanyFormSegment.of(fields['segment']);
  set segment(LeadCompanyFormSegment? value) => fields['segment'] = value?.written;

  String? get size => textOf(fields['size']);
  set size(String? value) => fields['size'] = value;

  String? get website => textOf(fields['website']);
  set website(String? value) => fields['website'] = value;
}

/// A part of a command's data.
extension type LeadContactForm.over(Fields fields) {
  LeadContactForm() : this.over(<String, Object?>{});

  String? get email => textOf(fields['email']);
  set email(String? value) => fields['email'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get phone => textOf(fields['phone']);
  set phone(String? value) => fields['phone'] = value;
}

/// A part of a command's data.
extension type CompetitorForm.over(Fields fields) {
  CompetitorForm({
    required String name,
  }) : this.over(<String, Object?>{
    'name': name,
  });

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  String? get notes => textOf(fields['notes']);
  set notes(String? value) => fields['notes'] = value;

  CompetitorFormPosition? get position => CompetitorFormPosition.of(fields['position']);
  set position(CompetitorFormPosition? value) => fields['position'] = value?.written;
}

/// A part of a command's data.
extension type GoalForm.over(Fields fields) {
  GoalForm({
    required String name,
  }) : this.over(<String, Object?>{
    'name': name,
  });

  num? get actual => numberOf(fields['actual']);
  set actual(num? value) => fields['actual'] = value;

  String? get dueOn => textOf(fields['due_on']);
  set dueOn(String? value) => fields['due_on'] = value;

  bool? get isReached => flagOf(fields['is_reached']);
  set isReached(bool? value) => fields['is_reached'] = value;

  String? get metric => textOf(fields['metric']);
  set metric(String? value) => fields['metric'] = value;

  String? get name => textOf(fields['name']);
  set name(String? value) => fields['name'] = value;

  num? get target => numberOf(fields['target']);
  set target(num? value) => fields['target'] = value;
}

/// A part of a command's data.
extension type RelationshipForm.over(Fields fields) {
  RelationshipForm({
    required String contactId,
  }) : this.over(<String, Object?>{
    'contact_id': contactId,
  });

  String? get contactId => textOf(fields['contact_id']);
  set contactId(String? value) => fields['contact_id'] = value;

  RelationshipFormInfluence? get influence => RelationshipFormInfluence.of(fields['influence']);
  set influence(RelationshipFormInfluence? value) => fields['influence'] = value?.written;

  String? get reportsTo => textOf(fields['reports_to']);
  set reportsTo(String? value) => fields['reports_to'] = value;

  RelationshipFormStance? get stance => RelationshipFormStance.of(fields['stance']);
  set stance(RelationshipFormStance? value) => fields['stance'] = value?.written;
}

/// A part of a command's data.
extension type AddressForm.over(Fields fields) {
  AddressForm() : this.over(<String, Object?>{});

  String? get city => textOf(fields['city']);
  set city(String? value) => fields['city'] = value;

  String? get detail => textOf(fields['detail']);
  set detail(String? value) => fields['detail'] = value;

  String? get district => textOf(fields['district']);
  set district(String? value) => fields['district'] = value;

  num? get lat => numberOf(fields['lat']);
  set lat(num? value) => fields['lat'] = value;

  num? get lng => numberOf(fields['lng']);
  set lng(num? value) => fields['lng'] = value;

  String? get postalCode => textOf(fields['postal_code']);
  set postalCode(String? value) => fields['postal_code'] = value;

  String? get province => textOf(fields['province']);
  set province(String? value) => fields['province'] = value;
}

/// What is known of a location, by its kind.
extension type ExtensionForm.over(Fields fields) {
  ExtensionForm({
    required ExtensionFormKind kind,
  }) : this.over(<String, Object?>{
    'kind': kind.written,
  });

  String? get banquetEventUsage => textOf(fields['banquet_event_usage']);
  set banquetEventUsage(String? value) => fields['banquet_event_usage'] = value;

  int? get breakfastVolume => wholeOf(fields['breakfast_volume']);
  set breakfastVolume(int? value) => fields['breakfast_volume'] = value;

  String? get coffeeNotesPreference => textOf(fields['coffee_notes_preference']);
  set coffeeNotesPreference(String? value) => fields['coffee_notes_preference'] = value;

  int? get employeeCount => wholeOf(fields['employee_count']);
  set employeeCount(int? value) => fields['employee_count'] = value;

  String? get existingMachineBrand => textOf(fields['existing_machine_brand']);
  set existingMachineBrand(String? value) => fields['existing_machine_brand'] = value;

  ExtensionFormKind? get kind => ExtensionFormKind.of(fields['kind']);
  set kind(ExtensionFormKind? value) => fields['kind'] = value?.written;

  int? get monthlyCoffeeBudgetMinor => wholeOf(fields['monthly_coffee_budget_minor']);
  set monthlyCoffeeBudgetMinor(int? value) => fields['monthly_coffee_budget_minor'] = value;

  num? get monthlyCoffeeKg => numberOf(fields['monthly_coffee_kg']);
  set monthlyCoffeeKg(num? value) => fields['monthly_coffee_kg'] = value;

  int? get numberOfRooms => wholeOf(fields['number_of_rooms']);
  set numberOfRooms(int? value) => fields['number_of_rooms'] = value;

  String? get pantryModel => textOf(fields['pantry_model']);
  set pantryModel(String? value) => fields['pantry_model'] = value;

  ExtensionFormRoastingProfile? get roastingProfile => ExtensionFormRoastingProfile.of(fields['roasting_profile']);
  set roastingProfile(ExtensionFormRoastingProfile? value) => fields['roasting_profile'] = value?.written;

  bool? get sampleAvailable => flagOf(fields['sample_available']);
  set sampleAvailable(bool? value) => fields['sample_available'] = value;

  int? get seatingCapacity => wholeOf(fields['seating_capacity']);
  set seatingCapacity(int? value) => fields['seating_capacity'] = value;
}

/// A part of a command's data.
extension type PhotoForm.over(Fields fields) {
  PhotoForm({
    required String ref,
  }) : this.over(<String, Object?>{
    'ref': ref,
  });

  PhotoFormKind? get kind => PhotoFormKind.of(fields['kind']);
  set kind(PhotoFormKind? value) => fields['kind'] = value?.written;

  String? get ref => textOf(fields['ref']);
  set ref(String? value) => fields['ref'] = value;
}

/// A part of a command's data.
extension type PreferencesForm.over(Fields fields) {
  PreferencesForm() : this.over(<String, Object?>{});

  List<PreferencesFormDays>? get days => listOf(fields['days'], (each) => PreferencesFormDays.of(each));
  set days(List<PreferencesFormDays>? value) => fields['days'] = value?.map((each) => each.written).toList();

  String? get notAfter => textOf(fields['not_after']);
  set notAfter(String? value) => fields['not_after'] = value;

  String? get notBefore => textOf(fields['not_before']);
  set notBefore(String? value) => fields['not_before'] = value;

  List<String>? get topics => listOf(fields['topics'], (each) => textOf(each));
  set topics(List<String>? value) => fields['topics'] = value;
}

/// A part of a command's data.
extension type ContractPriceForm.over(Fields fields) {
  ContractPriceForm({
    required int priceMinor,
    required String productId,
  }) : this.over(<String, Object?>{
    'price_minor': priceMinor,
    'product_id': productId,
  });

  int? get priceMinor => wholeOf(fields['price_minor']);
  set priceMinor(int? value) => fields['price_minor'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;
}

/// `unit_price_minor`: a special price, which leaders set alone (S002-60).
extension type QuoteLineForm.over(Fields fields) {
  QuoteLineForm({
    required String productId,
    required String quantity,
  }) : this.over(<String, Object?>{
    'product_id': productId,
    'quantity': quantity,
  });

  String? get discountPercent => decimalOf(fields['discount_percent']);
  set discountPercent(String? value) => fields['discount_percent'] = value;

  String? get productId => textOf(fields['product_id']);
  set productId(String? value) => fields['product_id'] = value;

  String? get quantity => decimalOf(fields['quantity']);
  set quantity(String? value) => fields['quantity'] = value;

  String? get unit => textOf(fields['unit']);
  set unit(String? value) => fields['unit'] = value;

  int? get unitPriceMinor => wholeOf(fields['unit_price_minor']);
  set unitPriceMinor(int? value) => fields['unit_price_minor'] = value;
}

/// The goods by which a campaign is judged.
extension type PromotedForm.over(Fields fields) {
  PromotedForm() : this.over(<String, Object?>{});

  List<String>? get categories => listOf(fields['categories'], (each) => textOf(each));
  set categories(List<String>? value) => fields['categories'] = value;

  List<String>? get productIds => listOf(fields['product_ids'], (each) => textOf(each));
  set productIds(List<String>? value) => fields['product_ids'] = value;
}

/// `weight`: its share beside the others' weights.
extension type VariantForm.over(Fields fields) {
  VariantForm({
    required String id,
    required String template,
  }) : this.over(<String, Object?>{
    'id': id,
    'template': template,
  });

  String? get id => textOf(fields['id']);
  set id(String? value) => fields['id'] = value;

  String? get template => textOf(fields['template']);
  set template(String? value) => fields['template'] = value;

  int? get weight => wholeOf(fields['weight']);
  set weight(int? value) => fields['weight'] = value;
}

/// When a member works; what is absent is as the business has it.
extension type HoursForm.over(Fields fields) {
  HoursForm() : this.over(<String, Object?>{});

  List<HoursFormDays>? get days => listOf(fields['days'], (each) => HoursFormDays.of(each));
  set days(List<HoursFormDays>? value) => fields['days'] = value?.map((each) => each.written).toList();

  String? get end => textOf(fields['end']);
  set end(String? value) => fields['end'] = value;

  String? get start => textOf(fields['start']);
  set start(String? value) => fields['start'] = value;
}

/// A part of a command's data.
extension type OpenHoursForm.over(Fields fields) {
  OpenHoursForm({
    required String closes,
    required List<OpenHoursFormDays> days,
    required String opens,
  }) : this.over(<String, Object?>{
    'closes': closes,
    'days': days.map((each) => each.written).toList(),
    'opens': opens,
  });

  String? get closes => textOf(fields['closes']);
  set closes(String? value) => fields['closes'] = value;

  List<OpenHoursFormDays>? get days => listOf(fields['days'], (each) => OpenHoursFormDays.of(each));
  set days(List<OpenHoursFormDays>? value) => fields['days'] = value?.map((each) => each.written).toList();

  String? get opens => textOf(fields['opens']);
  set opens(String? value) => fields['opens'] = value;
}
