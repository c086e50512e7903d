import 'package:cloud_firestore/cloud_firestore.dart';

import 'fields.dart';

/// A page is as long as a phone shows; the next one starts after the last document of the one before.
const pageLength = 50;

/// A document with its id. [isFromCache]: the phone has not heard from the server about it since it went offline.
final class Stored<T> {
  const Stored(this.id, this.document, {this.isFromCache = false, this.snapshot});

  final String id;
  final T document;
  final bool isFromCache;

  /// Where the next page starts: `query.startAfterDocument(last.snapshot!)`. Null for what only the phone has.
  final DocumentSnapshot<Map<String, dynamic>>? snapshot;
}

/// A document that was read, null where there is none.
Stored<T>? storedOf<T>(DocumentSnapshot<Map<String, dynamic>> snapshot, T Function(Fields fields) make) {
  final fields = snapshot.data();
  if (fields == null) return null;
  return Stored(snapshot.id, make(fields), isFromCache: snapshot.metadata.isFromCache, snapshot: snapshot);
}

/// The documents of a query, as they are now and whenever they change.
Stream<List<Stored<T>>> watchAll<T>(Query<Map<String, dynamic>> query, T Function(Fields fields) make) =>
    query.snapshots().map((page) => _all(page, make));

/// The documents of a query, once: from the server, from the phone where that cannot be reached.
Future<List<Stored<T>>> readAll<T>(Query<Map<String, dynamic>> query, T Function(Fields fields) make) async =>
    _all(await query.get(), make);

/// A page of a query, after the last document of the page before.
Future<List<Stored<T>>> readPage<T>(
  Query<Map<String, dynamic>> query,
  T Function(Fields fields) make, {
  Stored<T>? after,
  int length = pageLength,
}) {
  final last = after?.snapshot;
  return readAll(last == null ? query.limit(length) : query.startAfterDocument(last).limit(length), make);
}

List<Stored<T>> _all<T>(QuerySnapshot<Map<String, dynamic>> page, T Function(Fields fields) make) => [
  for (final snapshot in page.docs)
    Stored(snapshot.id, make(snapshot.data()), isFromCache: snapshot.metadata.isFromCache, snapshot: snapshot),
];
