// How a stored value is read: as what it is, or as null. Documents are edited by hand too, and apps live longer than the
// fields that they know, so nothing here throws.

import 'package:cloud_firestore/cloud_firestore.dart';

/// What a document or a part of it holds.
typedef Fields = Map<String, Object?>;

String? textOf(Object? value) => value is String ? value : null;

bool? flagOf(Object? value) => value is bool ? value : null;

num? numberOf(Object? value) => value is num ? value : null;

/// A whole number; in a browser Firestore gives it as a double.
int? wholeOf(Object? value) => switch (value) {
  int() => value,
  double() when value.isFinite && value == value.truncateToDouble() => value.toInt(),
  _ => null,
};

/// An exact decimal, as text.
String? decimalOf(Object? value) => value is num ? value.toString() : textOf(value);

/// An instant in UTC: Firestore's timestamp, or a text as RFC 3339 has it.
DateTime? instantOf(Object? value) => switch (value) {
  Timestamp() => value.toDate().toUtc(),
  DateTime() => value.toUtc(),
  String() => DateTime.tryParse(value)?.toUtc(),
  _ => null,
};

/// An instant as Firestore keeps it.
Timestamp? timestampOf(DateTime? value) => value == null ? null : Timestamp.fromDate(value);

Fields? fieldsOf(Object? value) => switch (value) {
  Map<String, Object?>() => value,
  Map() => {
    for (final MapEntry(:key, value: each) in value.entries)
      if (key is String) key: each,
  },
  _ => null,
};

/// A map as the type that `make` puts over it.
T? partOf<T>(Object? value, T Function(Fields fields) make) {
  final fields = fieldsOf(value);
  return fields == null ? null : make(fields);
}

/// The items of a list that can be read.
List<T>? listOf<T>(Object? value, T? Function(Object? each) read) {
  if (value is! List) return null;
  return [
    for (final each in value)
      if (read(each) case final T item) item,
  ];
}

/// The entries of a map that can be read.
Map<String, T>? mapOf<T>(Object? value, T? Function(Object? each) read) {
  final fields = fieldsOf(value);
  if (fields == null) return null;
  return {
    for (final MapEntry(:key, value: each) in fields.entries)
      if (read(each) case final T item) key: item,
  };
}
