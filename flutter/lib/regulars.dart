/// Types, queries and commands of Regulars for a Flutter app: docs/flutter.md.
library;

export 'src/command_data.dart';
export 'src/commands.dart';
export 'src/documents.dart';
export 'src/draft.dart';
export 'src/enumerations.dart';
export 'src/fields.dart' show Fields;
export 'src/given_command.dart';
export 'src/overlay.dart';
export 'src/queries.dart';
export 'src/repositories.dart';
export 'src/stored.dart';
