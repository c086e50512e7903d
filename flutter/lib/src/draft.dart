import 'enumerations.dart';
import 'fields.dart';

/// A command that is not given yet: what is asked for, by its kind.
final class Draft {
  const Draft(this.kind, this.data);

  final CommandKind kind;
  final Fields data;
}
