// What screens ask for, behind interfaces, so that an app's tests need no Firestore. All writing is by commands: the
// answer is the command's id, and [Commands.mine] says what became of it.

import 'command_data.dart';
import 'commands.dart';
import 'documents.dart';
import 'draft.dart';
import 'queries.dart';
import 'stored.dart';

abstract interface class CustomerRepository {
  Stream<Stored<Customer>?> watchCustomer(String id);

  /// Everybody, the last changed first: for roles that read all customers.
  Future<List<Stored<Customer>>> getCustomers({Stored<Customer>? after});

  /// The first page of those who are assigned to a member, live.
  Stream<List<Stored<Customer>>> watchCustomersOf(String ownerUid);

  Future<List<Stored<Customer>>> getCustomersOf(String ownerUid, {Stored<Customer>? after});

  Future<List<Stored<Customer>>> getCustomersOfTerritory(String territoryId, {Stored<Customer>? after});

  Future<List<Stored<Customer>>> getCustomersOfSegment(String segmentId, {Stored<Customer>? after});

  /// Who has this phone (E.164).
  Future<List<Stored<Customer>>> findByPhone(String phone);

  /// The customer who is signed in in a customer's app.
  Stream<Stored<Customer>?> watchOwn(String uid);

  /// The ledger of a customer's points, the newest first.
  Stream<List<Stored<LoyaltyTransaction>>> watchLoyalty(String customerId);

  String change(ChangeCustomer change, {String? commandId});

  String giveConsent(GiveConsent consent, {String? commandId});
}

abstract interface class InteractionRepository {
  /// The first page of a customer's timeline, live.
  Stream<List<Stored<Interaction>>> watchInteractionsOf(String customerId);

  Future<List<Stored<Interaction>>> getInteractionsOf(String customerId, {Stored<Interaction>? after});

  String record(RecordInteraction interaction, {String? commandId});
}

abstract interface class OrderRepository {
  /// The first page of a customer's orders, live.
  Stream<List<Stored<Order>>> watchOrdersOf(String customerId);

  Future<List<Stored<Order>>> getOrdersOf(String customerId, {Stored<Order>? after});

  String record(RecordOrder order, {String? commandId});
}

/// What the repositories over Firestore share.
base class _OverFirestore {
  const _OverFirestore(this.queries, this.commands);

  final Queries queries;
  final Commands commands;

  String give(Draft draft, String? commandId) => commands.give(draft, id: commandId);
}

final class FirestoreCustomerRepository extends _OverFirestore implements CustomerRepository {
  const FirestoreCustomerRepository(super.queries, super.commands);

  @override
  Stream<Stored<Customer>?> watchCustomer(String id) =>
      queries.collection('customers').doc(id).snapshots().map((each) => storedOf(each, Customer.new));

  @override
  Future<List<Stored<Customer>>> getCustomers({Stored<Customer>? after}) =>
      readPage(queries.customersByUpdate(), Customer.new, after: after);

  @override
  Stream<List<Stored<Customer>>> watchCustomersOf(String ownerUid) =>
      watchAll(queries.customersOfOwner(ownerUid: ownerUid).limit(pageLength), Customer.new);

  @override
  Future<List<Stored<Customer>>> getCustomersOf(String ownerUid, {Stored<Customer>? after}) =>
      readPage(queries.customersOfOwner(ownerUid: ownerUid), Customer.new, after: after);

  @override
  Future<List<Stored<Customer>>> getCustomersOfTerritory(String territoryId, {Stored<Customer>? after}) =>
      readPage(queries.customersOfTerritory(territoryId: territoryId), Customer.new, after: after);

  @override
  Future<List<Stored<Customer>>> getCustomersOfSegment(String segmentId, {Stored<Customer>? after}) =>
      readPage(queries.customersOfSegment(segmentId: segmentId), Customer.new, after: after);

  @override
  Future<List<Stored<Customer>>> findByPhone(String phone) =>
      readPage(queries.customersWithPhone(phone: phone), Customer.new);

  @override
  Stream<Stored<Customer>?> watchOwn(String uid) => watchAll(
    queries.customersOfAppUser(uid: uid).limit(1),
    Customer.new,
  ).map((found) => found.firstOrNull);

  @override
  Stream<List<Stored<LoyaltyTransaction>>> watchLoyalty(String customerId) =>
      watchAll(queries.loyaltyOfCustomer(customerId: customerId).limit(pageLength), LoyaltyTransaction.new);

  @override
  String change(ChangeCustomer change, {String? commandId}) => give(change.toDraft(), commandId);

  @override
  String giveConsent(GiveConsent consent, {String? commandId}) => give(consent.toDraft(), commandId);
}

final class FirestoreInteractionRepository extends _OverFirestore implements InteractionRepository {
  const FirestoreInteractionRepository(super.queries, super.commands);

  @override
  Stream<List<Stored<Interaction>>> watchInteractionsOf(String customerId) =>
      watchAll(queries.interactionsOfCustomer(customerId: customerId).limit(pageLength), Interaction.new);

  @override
  Future<List<Stored<Interaction>>> getInteractionsOf(String customerId, {Stored<Interaction>? after}) =>
      readPage(queries.interactionsOfCustomer(customerId: customerId), Interaction.new, after: after);

  @override
  String record(RecordInteraction interaction, {String? commandId}) => give(interaction.toDraft(), commandId);
}

final class FirestoreOrderRepository extends _OverFirestore implements OrderRepository {
  const FirestoreOrderRepository(super.queries, super.commands);

  @override
  Stream<List<Stored<Order>>> watchOrdersOf(String customerId) =>
      watchAll(queries.ordersOfCustomer(customerId: customerId).limit(pageLength), Order.new);

  @override
  Future<List<Stored<Order>>> getOrdersOf(String customerId, {Stored<Order>? after}) =>
      readPage(queries.ordersOfCustomer(customerId: customerId), Order.new, after: after);

  @override
  String record(RecordOrder order, {String? commandId}) => give(order.toDraft(), commandId);
}
