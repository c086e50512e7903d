// What the server has, with my commands that it has not settled yet over it. Pure: no Firestore, no clock.
//
// The merge. Commands are taken in the order in which they were made. One that is pending is applied as the server would
// apply it; one that is done is not: what it changed came with the document, in one commit. One that was refused changes
// nothing and is shown, until a later command of mine sets the same fields or the app says that it was seen.

import 'command_data.dart';
import 'documents.dart';
import 'enumerations.dart';
import 'fields.dart';
import 'given_command.dart';
import 'stored.dart';

/// A document as it will be, and what of it is not settled.
final class Overlaid<T> {
  const Overlaid(this.stored, {this.pending = const [], this.refused = const [], this.pendingFields = const {}});

  final Stored<T> stored;

  /// Commands about it that the server has not settled, in the order in which they were made.
  final List<GivenCommand> pending;

  /// Commands about it that were refused and that nothing later replaced.
  final List<GivenCommand> refused;

  /// The fields that [pending] set: shown, say, in grey.
  final Set<String> pendingFields;

  bool get isPending => pending.isNotEmpty;

  /// Why a field was refused: of the last command that set it.
  String? problemAt(String path) {
    for (final command in refused.reversed) {
      for (final problem in command.problems) {
        if (problem.path == path) return problem.message;
      }
    }
    return null;
  }
}

/// A customer with my profile changes over what was read. [seen]: ids of refused commands that are shown no more.
Overlaid<Customer> overCustomer(
  Stored<Customer> read,
  Iterable<GivenCommand> mine, {
  Set<String> seen = const {},
}) {
  final about = _inOrder(mine.where((each) => each.customerId == read.id));
  final pending = [
    for (final each in about)
      if (each.isPending) each,
  ];
  final fields = {...read.document.fields};
  final pendingFields = <String>{};
  for (final command in pending) {
    if (command.kind == CommandKind.changeCustomer) {
      pendingFields.addAll(_change(fields, command, read.document.edits));
    }
  }
  return Overlaid(
    Stored(read.id, Customer(fields), isFromCache: read.isFromCache, snapshot: read.snapshot),
    pending: pending,
    refused: _standing(about, seen),
    pendingFields: pendingFields,
  );
}

/// A customer's timeline, the newest first, with my interactions that the server does not have yet.
List<Overlaid<Interaction>> overInteractions(
  Iterable<Stored<Interaction>> read,
  Iterable<GivenCommand> mine, {
  required String customerId,
}) {
  final known = {for (final each in read) each.id};
  final shown = [for (final each in read) Overlaid(each)];
  for (final command in _inOrder(mine)) {
    final id = 'command:${command.id}:interaction';
    final isOurs = command.kind == CommandKind.recordInteraction && command.customerId == customerId;
    if (!isOurs || known.contains(id) || command.state == CommandState.done) continue;
    final interaction = Interaction({
      for (final name in RecordInteraction.fieldNames)
        if (command.data.containsKey(name)) name: command.data[name],
      'performed_at': command.data['performed_at'] ?? timestampOf(command.madeAt),
      'performed_by': command.command.byUid,
    });
    shown.add(
      Overlaid(
        Stored(id, interaction),
        pending: [if (command.isPending) command],
        refused: [if (command.isRefused) command],
      ),
    );
  }
  return shown..sort((one, other) => _latestFirst(one.stored.document.performedAt, other.stored.document.performedAt));
}

/// Orders that this phone took and the server has not settled yet, or has refused: to show above those that were read.
///
/// One is left out as soon as the server has the same state of the order, or a later one.
List<GivenCommand> ordersToShow(
  Iterable<Stored<Order>> read,
  Iterable<GivenCommand> mine, {
  Set<String> seen = const {},
}) {
  final readAt = {for (final each in read) each.id: each.document.updatedAt};
  return [
    for (final command in _inOrder(mine))
      if (command.kind == CommandKind.recordOrder && (command.isPending || command.isRefused))
        if (!seen.contains(command.id) && !_isOvertaken(RecordOrder.over(command.data), readAt)) command,
  ];
}

/// The id of an order's document.
String orderIdOf(RecordOrder order) {
  final external = (order.orderId ?? '').replaceAll('%', '%25').replaceAll('/', '%2F');
  return '${order.source?.written ?? ''}:$external';
}

bool _isOvertaken(RecordOrder order, Map<String, DateTime?> readAt) {
  final at = order.updatedAt;
  final known = readAt[orderIdOf(order)];
  return at != null && known != null && !known.isBefore(at);
}

List<GivenCommand> _inOrder(Iterable<GivenCommand> commands) =>
    [...commands]..sort((one, other) => one.madeAt.compareTo(other.madeAt));

int _latestFirst(DateTime? one, DateTime? other) {
  final never = DateTime.fromMillisecondsSinceEpoch(0, isUtc: true);
  return (other ?? never).compareTo(one ?? never);
}

/// Apply a change of a profile as the server does, and tell its fields: absent stays, null goes, `custom` is changed name
/// by name, what is no field of the kind counts nothing, and a field of which a later change is known keeps that.
Set<String> _change(Fields fields, GivenCommand command, Map<String, Edit> edits) {
  final data = command.data;
  final names = ChangeCustomer.fieldNames.intersection(data.keys.toSet()).difference({'customer_id'});
  final changed = <String>{};
  for (final name in names) {
    if (name == 'custom') {
      final changes = {
        for (final MapEntry(:key, :value) in (fieldsOf(data[name]) ?? const <String, Object?>{}).entries)
          if (!_isLate(command, edits['custom.$key'])) key: value,
      };
      if (changes.isEmpty) continue;
      fields[name] = _changed(fieldsOf(fields[name]) ?? const {}, changes);
    } else {
      if (_isLate(command, edits[name])) continue;
      fields[name] = data[name];
    }
    changed.add(name);
  }
  return changed;
}

/// Whether a change was made before the one that is known, by the instant and then by the command's id.
bool _isLate(GivenCommand command, Edit? known) {
  final at = known?.at;
  if (known == null || at == null) return false;
  final order = command.madeAt.compareTo(at);
  return order < 0 || (order == 0 && command.id.compareTo(known.command ?? '') < 0);
}

Fields _changed(Fields custom, Fields changes) => {
  for (final MapEntry(:key, :value) in {...custom, ...changes}.entries)
    if (value != null) key: value,
};

/// The refused ones that were not seen and that no later command replaced.
List<GivenCommand> _standing(List<GivenCommand> inOrder, Set<String> seen) {
  final standing = <GivenCommand>[];
  final setLater = <CommandKind, Set<String>>{};
  for (final command in inOrder.reversed) {
    final names = command.data.keys.toSet()..remove('customer_id');
    final later = setLater[command.kind] ?? const <String>{};
    final isReplaced = names.isNotEmpty && later.containsAll(names);
    if (command.isRefused && !seen.contains(command.id) && !isReplaced) standing.insert(0, command);
    setLater[command.kind] = {...later, ...names};
  }
  return standing;
}
