// Made by `make schemas` from the server's models: change those.
//
// The queries of docs/flutter.md. Rules are no filters: a query passes only if it says itself which documents it is for.

import 'package:cloud_firestore/cloud_firestore.dart';

/// The queries of one organisation, without limits: add `.limit(50)` and, for the next page, `.startAfterDocument(last)`.
final class Queries {
  const Queries(this.firestore, this.org);

  final FirebaseFirestore firestore;
  final String org;

  CollectionReference<Map<String, dynamic>> collection(String name) =>
      firestore.collection('orgs').doc(org).collection(name);

  /// Customers, the last changed first. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> customersByUpdate() =>
      collection('customers')
          .orderBy('updated_at', descending: true);

  /// My customers. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> customersOfOwner({required String ownerUid}) =>
      collection('customers')
          .where('owner_uid', isEqualTo: ownerUid)
          .orderBy('updated_at', descending: true);

  /// Customers of my territory. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> customersOfTerritory({required String territoryId}) =>
      collection('customers')
          .where('territory_id', isEqualTo: territoryId)
          .orderBy('updated_at', descending: true);

  /// Customers by stage of life. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> customersOfStage({required String stage}) =>
      collection('customers')
          .where('engagement.lifecycle_stage', isEqualTo: stage)
          .orderBy('updated_at', descending: true);

  /// My customers by stage of life. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> customersOfOwnerInStage({required String ownerUid, required String stage}) =>
      collection('customers')
          .where('owner_uid', isEqualTo: ownerUid)
          .where('engagement.lifecycle_stage', isEqualTo: stage)
          .orderBy('updated_at', descending: true);

  /// Customers of a segment. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> customersOfSegment({required String segmentId}) =>
      collection('customers')
          .where('segment_ids', arrayContains: segmentId)
          .orderBy('updated_at', descending: true);

  /// My customers of a segment. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> customersOfOwnerInSegment({required String ownerUid, required String segmentId}) =>
      collection('customers')
          .where('owner_uid', isEqualTo: ownerUid)
          .where('segment_ids', arrayContains: segmentId)
          .orderBy('updated_at', descending: true);

  /// Search by phone (E.164). For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> customersWithPhone({required String phone}) =>
      collection('customers')
          .where('phone', isEqualTo: phone);

  /// Search by email. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> customersWithEmail({required String email}) =>
      collection('customers')
          .where('email', isEqualTo: email);

  /// Own profile, of a customer's app. For own.
  Query<Map<String, dynamic>> customersOfAppUser({required String uid}) =>
      collection('customers')
          .where('app_user_id', isEqualTo: uid);

  /// A customer's orders. For owner, manager, sales_rep, agent, support, marketing, delivery, finance, customer.
  Query<Map<String, dynamic>> ordersOfCustomer({required String customerId}) =>
      collection('orders')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('ordered_at', descending: true);

  /// Orders of the business. For owner, manager, agent, support, marketing, delivery, finance.
  Query<Map<String, dynamic>> ordersByDate() =>
      collection('orders')
          .orderBy('ordered_at', descending: true);

  /// A customer's points. For owner, manager, sales_rep, agent, support, marketing, customer.
  Query<Map<String, dynamic>> loyaltyOfCustomer({required String customerId}) =>
      collection('loyalty_transactions')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('at', descending: true);

  /// A customer's timeline. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> interactionsOfCustomer({required String customerId}) =>
      collection('interactions')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('performed_at', descending: true);

  /// What a member of staff did. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> interactionsBy({required String uid}) =>
      collection('interactions')
          .where('performed_by', isEqualTo: uid)
          .orderBy('performed_at', descending: true);

  /// What a customer was sent. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> messagesOfCustomer({required String customerId}) =>
      collection('messages')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('created_at', descending: true);

  /// What I was told. For owner, manager, sales_rep, agent, support, marketing, executive, delivery, finance.
  Query<Map<String, dynamic>> noticesTo({required String uid}) =>
      collection('messages')
          .where('member_uid', isEqualTo: uid)
          .orderBy('created_at', descending: true);

  /// A customer's conversations. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> conversationsOfCustomer({required String customerId}) =>
      collection('conversations')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('last_message_at', descending: true);

  /// Inbox: customers who wait for a person. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> conversationsThatWait() =>
      collection('conversations')
          .where('needs_human', isEqualTo: true)
          .orderBy('last_message_at', descending: true);

  /// Chats that are mine. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> conversationsOfOwner({required String ownerUid}) =>
      collection('conversations')
          .where('owner', isEqualTo: ownerUid)
          .orderBy('last_message_at', descending: true);

  /// Chats by how far they have come. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> conversationsOfPhase({required String phase}) =>
      collection('conversations')
          .where('phase', isEqualTo: phase)
          .orderBy('last_message_at', descending: true);

  /// Chats about a package. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> conversationsOfPackage({required String packageCode}) =>
      collection('conversations')
          .where('package_code', isEqualTo: packageCode)
          .orderBy('last_message_at', descending: true);

  /// Chats of a campaign. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> conversationsOfCampaign({required String campaignCode}) =>
      collection('conversations')
          .where('campaign_code', isEqualTo: campaignCode)
          .orderBy('last_message_at', descending: true);

  /// A conversation. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> messagesOfConversation({required String conversationId}) =>
      collection('conversations')
          .doc(conversationId)
          .collection('messages')
          .orderBy('at', descending: true);

  /// A conversation with a customer of mine. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> messagesOfConversationWith({required String conversationId, required String customerId}) =>
      collection('conversations')
          .doc(conversationId)
          .collection('messages')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('at', descending: true);

  /// How the assistant answered. For owner, manager, agent, support, marketing.
  Query<Map<String, dynamic>> turnsOfConversation({required String conversationId}) =>
      collection('conversations')
          .doc(conversationId)
          .collection('turns')
          .orderBy('at', descending: true);

  /// How it answered a customer of mine. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> turnsOfConversationWith({required String conversationId, required String customerId}) =>
      collection('conversations')
          .doc(conversationId)
          .collection('turns')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('at', descending: true);

  /// A customer's quotes. For owner, manager, sales_rep, finance.
  Query<Map<String, dynamic>> quotesOfCustomer({required String customerId}) =>
      collection('quotes')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('updated_at', descending: true);

  /// Quotes that wait for approval, or for an answer. For owner, manager, finance.
  Query<Map<String, dynamic>> quotesInStatus({required String status}) =>
      collection('quotes')
          .where('status', isEqualTo: status)
          .orderBy('updated_at', descending: true);

  /// A customer's bookings. For owner, manager, sales_rep, agent, support, finance.
  Query<Map<String, dynamic>> bookingsOfCustomer({required String customerId}) =>
      collection('bookings')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('updated_at', descending: true);

  /// Who holds seats of a package. For owner, manager, agent, support, finance.
  Query<Map<String, dynamic>> bookingsOfPackage({required String packageId}) =>
      collection('bookings')
          .where('package_id', isEqualTo: packageId)
          .orderBy('updated_at', descending: true);

  /// Bookings that wait for a payment. For owner, manager, agent, support, finance.
  Query<Map<String, dynamic>> bookingsInStatus({required String status}) =>
      collection('bookings')
          .where('status', isEqualTo: status)
          .orderBy('updated_at', descending: true);

  /// Whom seats of a package are for. For owner, manager, agent, support, finance.
  Query<Map<String, dynamic>> pilgrimsOfPackage({required String packageId}) =>
      collection('pilgrims')
          .where('package_id', isEqualTo: packageId)
          .orderBy('updated_at', descending: true);

  /// My commands: pending, refused. For own.
  Query<Map<String, dynamic>> commandsBy({required String uid}) =>
      collection('commands')
          .where('by_uid', isEqualTo: uid)
          .orderBy('created_at', descending: true);

  /// A column of the board. For owner, manager.
  Query<Map<String, dynamic>> dealsOfStage({required String pipelineId, required String stage}) =>
      collection('opportunities')
          .where('pipeline', isEqualTo: pipelineId)
          .where('stage', isEqualTo: stage)
          .orderBy('stage_entered_at', descending: false);

  /// My deals in a column. For owner, manager, sales_rep.
  Query<Map<String, dynamic>> dealsOfOwnerInStage({required String ownerUid, required String pipelineId, required String stage}) =>
      collection('opportunities')
          .where('owner_uid', isEqualTo: ownerUid)
          .where('pipeline', isEqualTo: pipelineId)
          .where('stage', isEqualTo: stage)
          .orderBy('stage_entered_at', descending: false);

  /// Those of my team in a column. For owner, manager, sales_rep.
  Query<Map<String, dynamic>> dealsOfTeamInStage({required String uid, required String pipelineId, required String stage}) =>
      collection('opportunities')
          .where('team_uids', arrayContains: uid)
          .where('pipeline', isEqualTo: pipelineId)
          .where('stage', isEqualTo: stage)
          .orderBy('stage_entered_at', descending: false);

  /// A territory's. For owner, manager, sales_rep.
  Query<Map<String, dynamic>> dealsOfTerritoryInStage({required String territoryId, required String pipelineId, required String stage}) =>
      collection('opportunities')
          .where('territory_id', isEqualTo: territoryId)
          .where('pipeline', isEqualTo: pipelineId)
          .where('stage', isEqualTo: stage)
          .orderBy('stage_entered_at', descending: false);

  /// Open deals, the longest in its stage first. For owner, manager.
  Query<Map<String, dynamic>> openDeals() =>
      collection('opportunities')
          .where('status', isEqualTo: open)
          .orderBy('stage_entered_at', descending: false);

  /// My open deals. For owner, manager, sales_rep.
  Query<Map<String, dynamic>> openDealsOfOwner({required String ownerUid}) =>
      collection('opportunities')
          .where('owner_uid', isEqualTo: ownerUid)
          .where('status', isEqualTo: open)
          .orderBy('stage_entered_at', descending: false);

  /// Open deals that I help with. For owner, manager, sales_rep.
  Query<Map<String, dynamic>> openDealsOfTeam({required String uid}) =>
      collection('opportunities')
          .where('team_uids', arrayContains: uid)
          .where('status', isEqualTo: open)
          .orderBy('stage_entered_at', descending: false);

  /// Open deals by their time limit. For owner, manager.
  Query<Map<String, dynamic>> dealsByLimit() =>
      collection('opportunities')
          .where('status', isEqualTo: open)
          .orderBy('sla_due_at', descending: false);

  /// Mine by their time limit. For owner, manager, sales_rep.
  Query<Map<String, dynamic>> dealsOfOwnerByLimit({required String ownerUid}) =>
      collection('opportunities')
          .where('owner_uid', isEqualTo: ownerUid)
          .where('status', isEqualTo: open)
          .orderBy('sla_due_at', descending: false);

  /// Deals of a customer. For owner, manager.
  Query<Map<String, dynamic>> dealsOfCustomer({required String customerId}) =>
      collection('opportunities')
          .where('customer_id', isEqualTo: customerId)
          .orderBy('stage_entered_at', descending: false);

  /// The columns of the board. For owner, manager, sales_rep, agent, support, marketing, executive, finance.
  Query<Map<String, dynamic>> pipelines() =>
      collection('pipelines');

  /// Who works where. For owner, manager, sales_rep, agent, support, marketing, executive.
  Query<Map<String, dynamic>> territories() =>
      collection('territories');

  /// What is sold. For owner, manager, sales_rep, agent, support, marketing, executive, finance.
  Query<Map<String, dynamic>> packages() =>
      collection('packages');

  /// How many seats are taken. For owner, manager, sales_rep, agent, support, marketing, executive, finance.
  Query<Map<String, dynamic>> packageSeats() =>
      collection('package_seats');

  /// Templates to choose from. For owner, manager, sales_rep, agent, support, marketing.
  Query<Map<String, dynamic>> templates() =>
      collection('templates');

  /// The team. For owner, manager.
  Query<Map<String, dynamic>> members() =>
      collection('members');
}
