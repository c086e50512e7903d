import 'dart:async';

import 'package:cloud_firestore/cloud_firestore.dart';

import 'draft.dart';
import 'given_command.dart';
import 'queries.dart';

/// Gives commands and watches what becomes of them.
///
/// A command is a document that the phone writes once under an id of its own. Offline it waits in Firestore's queue on
/// the phone, also while the app is closed, and is sent when there is a network; sent twice, it counts once.
final class Commands {
  Commands(this.queries, {required this.uid, required this.onDenied, DateTime Function()? now})
    : _now = now ?? DateTime.now;

  final Queries queries;

  /// Who is signed in.
  final String uid;

  /// Called where the rules refuse a command, which then is in no list of [mine] any more: it is none of this role's, or its
  /// id was given before. The app has what was asked for and must say that it was lost.
  final void Function(String id, Draft draft, Object error) onDenied;
  final DateTime Function() _now;

  /// A new id. One that is made before a form is sent makes a second tap the same command.
  String newId() => queries.collection('commands').doc().id;

  /// Give a command; its id at once, whether there is a network or not. Watch it by [mine].
  String give(Draft draft, {String? id}) {
    final document = queries.collection('commands').doc(id ?? newId());
    final written = document.set({
      'kind': draft.kind.written,
      'data': draft.data,
      'made_at': Timestamp.fromDate(_now()),
      'by_uid': uid,
      'created_at': FieldValue.serverTimestamp(),
    });
    unawaited(written.catchError((Object error) => onDenied(document.id, draft, error)));
    return document.id;
  }

  /// My last commands, the newest first: as they are now, and whenever one is sent, carried out or refused.
  Stream<List<GivenCommand>> mine({int limit = 50}) => queries
      .commandsBy(uid: uid)
      .limit(limit)
      .snapshots(includeMetadataChanges: true)
      .map((page) => page.docs.map(GivenCommand.of).toList());
}
