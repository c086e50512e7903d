import 'package:cloud_firestore/cloud_firestore.dart';

import 'documents.dart';
import 'enumerations.dart';
import 'fields.dart';

/// Where a command is on its way: on this phone alone, at the server, carried out, refused.
enum CommandState { waiting, sent, done, refused }

/// A command as the one who gave it sees it.
final class GivenCommand {
  const GivenCommand({
    required this.id,
    required this.command,
    required this.state,
  });

  factory GivenCommand.of(QueryDocumentSnapshot<Map<String, dynamic>> snapshot) {
    final command = Command(snapshot.data());
    return GivenCommand(
      id: snapshot.id,
      command: command,
      state: switch (command.status) {
        CommandStatus.done => CommandState.done,
        CommandStatus.refused => CommandState.refused,
        CommandStatus.pending ||
        CommandStatus.unknown => snapshot.metadata.hasPendingWrites ? CommandState.waiting : CommandState.sent,
      },
    );
  }

  final String id;
  final Command command;
  final CommandState state;

  CommandKind get kind => command.kind;

  Fields get data => command.data;

  /// When it was made, by this phone's clock. The server's own time is null until it has the command.
  DateTime get madeAt => command.madeAt ?? DateTime.fromMillisecondsSinceEpoch(0, isUtc: true);

  /// Whether it may still be carried out or refused.
  bool get isPending => state == CommandState.waiting || state == CommandState.sent;

  bool get isRefused => state == CommandState.refused;

  /// Why it was refused. `path` is a field of [data], or empty where the whole is meant.
  List<Problem> get problems => isRefused ? command.problems : const [];

  /// The customer that it is about, null for a new one.
  String? get customerId => textOf(data['customer_id']) ?? textOf(command.result?['customer_id']);
}
