// The merge gives what the server gives: merge_vectors.json is made by the server's own engine.

import 'dart:convert';
import 'dart:io';

import 'package:flutter_test/flutter_test.dart';
import 'package:regulars/regulars.dart';

void main() {
  final vectors = jsonDecode(File('test/merge_vectors.json').readAsStringSync()) as List<dynamic>;
  for (final vector in vectors.cast<Map<String, dynamic>>()) {
    test(vector['name'] as String, () {
      final pending = (vector['pending'] as List<dynamic>).cast<Map<String, dynamic>>();
      final mine = [for (final each in pending) given(each)];
      final read = Stored('somebody', Customer(vector['read'] as Map<String, dynamic>));
      final shown = overCustomer(read, mine).stored.document.fields;
      for (final MapEntry(:key, :value) in (vector['profile'] as Map<String, dynamic>).entries) {
        expect(shown[key], value, reason: key);
      }
    });
  }
}

GivenCommand given(Map<String, dynamic> change) => GivenCommand(
  id: change['id'] as String,
  state: CommandState.waiting,
  command: Command({
    'kind': CommandKind.changeCustomer.written,
    'data': {...change['data'] as Map<String, dynamic>, 'customer_id': 'somebody'},
    'made_at': change['made_at'],
    'by_uid': 'till',
  }),
);
